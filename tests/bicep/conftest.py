import pytest

from tests.bicep.estate import ENVIRONMENTS, Estate, estate


@pytest.fixture(params=ENVIRONMENTS)
def deployed(request: pytest.FixtureRequest) -> Estate:
    return estate(request.param)
