"""National holidays, of one country at a time.

The library loads the rules of all its 250 countries to give those of one, which is a
twentieth of the time in which a simulation starts; here the one file is loaded.
"""

from datetime import date
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Final

import holidays
from holidays.registry import COUNTRIES

__all__ = ["is_known", "national_holidays"]

_FOLDER: Final = Path(holidays.__file__).parent / "countries"
_FILES: Final = {
    code: (_FOLDER / f"{module}.py", name)
    for module, (name, *codes) in COUNTRIES.items()
    for code in codes
}
"""By code of a country: the file of its rules, and their class."""


def is_known(country: str) -> bool:
    """Return whether the library has a country."""
    return country in _FILES


@lru_cache(maxsize=64)
def national_holidays(country: str, year: int) -> frozenset[date]:
    """Return the national holidays of a known country in a year."""
    return frozenset(_rules_of(country)(years=year))


@lru_cache(maxsize=8)
def _rules_of(country: str) -> type[holidays.HolidayBase]:
    path, name = _FILES[country]
    spec = spec_from_file_location(f"{__name__}.{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    rules: type[holidays.HolidayBase] = getattr(module, name)
    return rules
