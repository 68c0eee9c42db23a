"""The examples in the docstrings are run, not only read."""

import doctest
import importlib
import pkgutil

import pytest

import sim.theory

MODULES = sorted(module.name for module in pkgutil.iter_modules(sim.theory.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_print_what_they_say(name):
    """Every docstring example gives the value beside it."""
    module = importlib.import_module(f"sim.theory.{name}")

    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", sorted(sim.theory.__all__))
def test_public_function_has_an_example(name):
    """Every public function shows a call in its docstring."""
    item = getattr(sim.theory, name)

    assert isinstance(item, type) or ">>>" in item.__doc__


def test_public_names_are_sorted_and_complete():
    """The package shows exactly what its modules show, checks of arguments aside."""
    shown = set()
    for name in MODULES:
        if name != "arguments":
            shown |= set(importlib.import_module(f"sim.theory.{name}").__all__)

    assert sim.theory.__all__ == sorted(sim.theory.__all__)
    assert set(sim.theory.__all__) == shown
