"""Where a record that a list names opens."""

import pytest

from vclinic.ui.destinations import Destination, OpenRecord, OpenRegister, OpenStock, OpenVisit
from vclinic.ui.opening import page_of


@pytest.mark.parametrize(
    ("entity", "resident", "mend", "page"),
    [
        ("follow_up", "r", False, OpenVisit("r", follow_up_id="x", field="sbp")),
        ("resident", "r", True, OpenRegister("r", field="sbp")),
        ("resident", "r", False, OpenRecord("r")),
        ("prescription", "r", True, OpenRecord("r")),
        ("batch", "", False, OpenStock()),
        ("stock_entry", "", True, OpenStock()),
        ("announcement", "", False, None),
        ("of_tomorrow", "", False, None),
        ("of_tomorrow", "r", False, OpenRecord("r")),
    ],
)
def test_each_kind_opens_where_it_is_mended_or_read(
    entity: str, resident: str, mend: bool, page: Destination | None
) -> None:
    assert page_of(entity, "x", resident, mend=mend, field="sbp") == page
