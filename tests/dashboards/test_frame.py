"""Rules that every page keeps, read from the code."""

import ast
from pathlib import Path

import pytest

import dashboards
from dashboards.i18n import LANGUAGES, words
from dashboards.navigation import VIEWS, is_there, page_titles

CODE = Path(dashboards.__file__).parent
FRAGMENTS = [
    (path, node)
    for path in sorted((CODE / "views").glob("*.py"))
    + sorted((CODE / "widgets").glob("*.py"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef)
    and any("fragment" in ast.unparse(each) for each in node.decorator_list)
]
PAGES = [name for name in VIEWS if is_there(name)]


@pytest.mark.parametrize(
    ("path", "node"), FRAGMENTS, ids=[f"{p.stem}.{n.name}" for p, n in FRAGMENTS]
)
def test_every_fragment_asks_who_is_there(path, node):
    """A fragment runs by itself while the page is open, even after a logout."""
    calls = {
        ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)
    }

    assert calls & {"people.require", "people.actor", "people.session"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_title(language):
    """Each page is named in the navigation, and no two alike."""
    titles = page_titles(language)

    assert list(titles) == PAGES
    assert len(set(titles.values())) == len(titles)


@pytest.mark.parametrize("name", PAGES)
def test_widgets_of_a_page_are_named_after_it(name):
    """A key begins with the page's name, so that no two pages share one."""
    tree = ast.parse((CODE / "views" / f"{name}.py").read_text(encoding="utf-8"))
    keys = [
        value.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("st.")
        for keyword in call.keywords
        if keyword.arg == "key"
        for value in [_start(keyword.value)]
        if value is not None
    ]

    assert all(key.startswith(f"{name}_") for key in keys)


def test_a_page_that_is_not_there_is_not_in_the_menu():
    """No page is promised that nobody wrote."""
    assert not is_there("nothing")
    assert all(f"{name}.title" in words("ja") for name in PAGES)


def _start(node):
    """Return the fixed beginning of a key."""
    if isinstance(node, ast.JoinedStr):
        node = node.values[0]
    return node if isinstance(node, ast.Constant) else None
