import pytest

from sim.engines import ENGINES


@pytest.fixture(params=ENGINES)
def engine(request):
    """Every rule holds in both engines."""
    return request.param
