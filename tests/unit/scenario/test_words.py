"""Every problem that can be raised has words in both languages."""

import ast
import re
from pathlib import Path

import pytest

from sim.errors import Problem
from sim.language import catalogue
from sim.scenario.problems import RULES_BY_TYPE

SIM = Path(__file__).parents[3] / "sim"
PLACEHOLDER = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


def rules_in(path: Path) -> set[str]:
    """Return the rule keys that a source file names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            found |= _rules_of_call(node)
        is_model = path.parent.name == "scenario"
        if is_model and isinstance(node, ast.Assign) and _is_message(node):
            found.add(node.value.value)
    return found


def _rules_of_call(node: ast.Call) -> set[str]:
    name = getattr(node.func, "id", "")
    if name in ("_twice", "_sum_is_one", "_one_of"):
        texts = {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
        return {text for text in texts if "_" in text}
    if name not in ("Problem", "unknown"):
        return set()
    rules = [node.args[1]] if len(node.args) > 1 else []
    rules += [word.value for word in node.keywords if word.arg == "rule"]
    keys = {each.value for each in rules if isinstance(each, ast.Constant)}
    return keys | {f"{key}_similar" for key in keys if name == "unknown"}


def _is_message(node: ast.Assign) -> bool:
    is_text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    return is_text and getattr(node.targets[0], "id", "") == "msg"


RULES = sorted(
    {rule for path in SIM.rglob("*.py") for rule in rules_in(path)}
    | set(RULES_BY_TYPE.values())
    | {"not_utf8", "not_utf8_but_cp932", "name_characters", "unknown_country", "other"}
)


def test_the_rules_of_the_sources_are_found():
    """The search sees models, checks and tables."""
    assert {"horizon_order", "mix_sum", "at_least", "unknown_class_similar"} <= set(
        RULES
    )


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_words_and_remedy_in_both_languages(rule):
    """Words and remedy exist in Japanese and English and name the same values."""
    for key in (rule, f"{rule}_remedy"):
        japanese = catalogue("problem", "ja")[key]
        english = catalogue("problem", "en")[key]

        assert japanese
        assert english
    both = [
        {
            name
            for key in (rule, f"{rule}_remedy")
            for name in PLACEHOLDER.findall(catalogue("problem", language)[key])
        }
        for language in ("ja", "en")
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize("area", ["problem", "scenario", "explain"])
def test_both_languages_have_the_same_keys(area):
    """No word exists in one language only."""
    assert catalogue(area, "ja").keys() == catalogue(area, "en").keys()


@pytest.mark.parametrize("rule", sorted(set(RULES_BY_TYPE.values())))
def test_rules_of_values_can_be_said(rule):
    """The words of the value rules need no more than their limit or message."""
    values = {"limit": "1", "key": "k", "message": "m"}

    assert Problem("x", rule, values=values).text("ja")
