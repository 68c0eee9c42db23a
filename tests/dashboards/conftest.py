"""What every test of the dashboard needs: two small scenarios and few replications."""

import pytest

from dashboards.services import background, questions, store
from tests.dashboards.world import BROKEN, QUIET

FEW = 4


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Scenario files that answer within a second, and no answers from before."""
    (tmp_path / "a-quiet.toml").write_text(QUIET, encoding="utf-8")
    (tmp_path / "b-broken.toml").write_text(BROKEN, encoding="utf-8")
    monkeypatch.setenv("HANBOKI_SCENARIOS", str(tmp_path))
    monkeypatch.setenv("HANBOKI_DATABASE", str(tmp_path / "hanboki.db"))
    monkeypatch.delenv("HANBOKI_LANG", raising=False)
    counts = dict.fromkeys(questions._REPLICATIONS, FEW)
    monkeypatch.setattr(questions, "_REPLICATIONS", counts)
    store.database.cache_clear()
    background.quick.cache_clear()
    background.patient.cache_clear()
    yield tmp_path
    if store.database.cache_info().currsize:
        store.database().close()
        store.database.cache_clear()
