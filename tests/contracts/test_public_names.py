"""Every module says what it offers: a sorted list of names that exist."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "sim").rglob("*.py"))


def listed(tree: ast.Module) -> list[str] | None:
    """Return ``__all__``; None when there is none."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name("__all__")], value=value):
                return list(ast.literal_eval(value))
    return None


def defined(tree: ast.Module) -> set[str]:
    """Return the names that a module defines or imports at its top level."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.ImportFrom(names=found) | ast.Import(names=found):
                names |= {each.asname or each.name for each in found}
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
    return names


def is_public_definition(node: ast.stmt) -> bool:
    """Return whether a statement defines a function or class for others."""
    return isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"


def place(name: str) -> tuple[int, str]:
    """Return where a name stands: constants, classes, then functions."""
    group = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return group, name


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda p: str(p.relative_to(ROOT)).replace("/", ".")
)
def test_public_names_are_listed_sorted_and_there(path):
    """Whatever is listed exists and is in order; what is offered is listed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = listed(tree)

    if names is None:
        assert not any(map(is_public_definition, tree.body))
        return
    assert names == sorted(names, key=place)
    assert set(names) <= defined(tree)
