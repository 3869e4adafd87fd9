"""An administrator and a reviewer at the console of a township of the test's own."""

import pytest

from tests.server.browserless import Visitor
from tests.server.township import RunningTownship


@pytest.fixture
def admin(township: RunningTownship) -> Visitor:
    township.staff("linxy", "林晓燕")
    township.staff("admin", "赵敏", "administrator")
    here = Visitor(township)
    here.sign_in("admin")
    return here


@pytest.fixture
def colleague(admin: Visitor) -> Visitor:
    """A reviewer beside the administrator."""
    here = Visitor(admin.township)
    here.sign_in("linxy")
    return here
