"""What every test of the dashboard needs: two small scenarios and few replications."""

import pytest

from dashboards import services
from tests.dashboards.world import BROKEN, QUIET

FEW = 4


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Scenario files that answer within a second, and no answers from before."""
    (tmp_path / "a-quiet.toml").write_text(QUIET, encoding="utf-8")
    (tmp_path / "b-broken.toml").write_text(BROKEN, encoding="utf-8")
    monkeypatch.setenv("HANBOKI_SCENARIOS", str(tmp_path))
    monkeypatch.delenv("HANBOKI_LANG", raising=False)
    counts = dict.fromkeys(services._REPLICATIONS, FEW)
    monkeypatch.setattr(services, "_REPLICATIONS", counts)
    services._queue.cache_clear()
    return tmp_path
