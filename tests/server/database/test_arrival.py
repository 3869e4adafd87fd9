"""A change is spelled once; its parts put together are the one text everybody else makes of it."""

from hypothesis import given, strategies as st

from sync.protocol import messages
from sync.protocol.messages import Change
from sync.server.database import arrival
from tests.server.people import change, resident, visit
from tests.server.township import MORNING

TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(
    data=st.dictionaries(TEXT, VALUE, max_size=5),
    by=TEXT,
    beside=st.dictionaries(st.from_regex("[a-z]{3,8}_later", fullmatch=True), VALUE, max_size=2),
    between=st.sampled_from(["T", " ", '"', "\\", "日"]),
)
def test_a_change_put_together_reads_as_it_is_spelled(
    data: dict[str, object], by: str, beside: dict[str, object], between: str
) -> None:
    sent = Change.model_validate(
        {"id": "X.r1", "act": "A-1", "entity": "visit", "entity_id": "X", "revision": 2, "base_revision": 1,
         "recorded_at": f"2026-11-16{between}09:00:00+08:00", "recorded_by": by, "data": data, **beside}
    )  # fmt: skip
    arrived = arrival.of_change(sent, "c", MORNING.isoformat())
    assert arrival.payload(sent, arrived.document) == messages.spelled(sent)


def test_whom_a_record_hangs_on() -> None:
    def about(sent: Change) -> tuple[str, str]:
        arrived = arrival.of_change(sent, "c", MORNING.isoformat())
        return arrived.resident_id, arrived.about

    assert about(visit("V-1", "R-1")) == ("R-1", "R-1")
    assert about(resident("R-1")) == ("R-1", "")  # nobody else's record has to be there first
    assert about(change("of_a_later_program", "Z-1", {"resident_id": "R-1"})) == ("", "")
