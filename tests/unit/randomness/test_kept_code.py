"""Machine code on disk is used only while all its sources are the same."""

import shutil
from pathlib import Path

import pytest

from sim.randomness import arrivals, jit, variates


@pytest.mark.skipif(jit.IS_PLAIN, reason="nothing is compiled")
@pytest.mark.parametrize("function", [variates.uniform, arrivals.fill_arrivals])
def test_kept_code_is_stamped_with_all_sources(function):
    """Not with the file of the function alone: others are compiled in."""
    assert function._cache._cache_file._source_stamp == jit._sources_digest()


def test_another_source_is_another_stamp(tmp_path, monkeypatch):
    """A change in any file of the package counts."""
    folder = shutil.copytree(Path(jit.__file__).parent, tmp_path / "randomness")
    monkeypatch.setattr(jit, "__file__", str(folder / "jit.py"))
    digest = jit._sources_digest.__wrapped__
    before = digest()

    assert digest() == before == jit._sources_digest()
    with (folder / "gamma.py").open("a", encoding="utf-8") as file:
        file.write("# another line\n")
    assert digest() != before
