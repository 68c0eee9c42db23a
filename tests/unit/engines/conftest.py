import pytest


@pytest.fixture(params=["reference"])
def engine(request):
    """Every rule holds in both engines."""
    return request.param
