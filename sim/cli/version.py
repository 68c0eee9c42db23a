"""``hanboki version``: what is installed, for bug reports."""

import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

from sim.cli.options import JsonOption, LangOption
from sim.cli.talk import Talk

__all__ = ["own_version", "version"]

_PACKAGES = ("numba", "numpy", "pandas", "plotly", "scipy", "simpy", "streamlit")


def version(json: JsonOption = False, lang: LangOption = None) -> None:
    """Print the versions of hanboki and of what its numbers rest on."""
    talk = Talk.in_language(lang)
    found = {
        "hanboki": own_version(),
        "python": platform.python_version(),
        **{name: _version(name) for name in _PACKAGES},
    }
    if json:
        talk.show_json(found)
        return
    for name, number in found.items():
        talk.show_text(f"{name} {number}")


def own_version() -> str:
    """Return the version of hanboki; ``dev`` when it is run without installation."""
    return _version("hanboki", missing="dev")


def _version(name: str, missing: str = "-") -> str:
    try:
        return version_of(name)
    except PackageNotFoundError:
        return missing
