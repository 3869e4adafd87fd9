"""Order of arrival does not matter: whatever comes first, the township ends with the same rows."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from sqlmodel import select

from sync.protocol.messages import Change
from sync.server.database.store import create
from sync.server.database.tables import Clinic, Device, FollowUpMirror, Inbox, Mirror, ResidentMirror, Review
from sync.server.devices import pairing
from sync.server.intake import apply, receipts
from sync.server.review import looking
from tests.server.people import change, resident, visit
from tests.server.township import MORNING, VILLAGE

PILLS: dict[str, Any] = {"drug_id": "d", "drug_name": "氨氯地平", "quantity": 28}
DAY: list[Change] = [
    resident("R-1"),
    resident("R-1", revision=2, phone="13900000002"),
    resident("R-2", name="梁国富", sex_code="1"),
    visit("V-1", "R-1", visit_date="2026-08-16", next_visit_date="2026-11-16"),
    visit("V-2", "R-1", visit_date="2026-11-16", sbp=146),
    visit("V-2", "R-1", revision=2, visit_date="2026-11-16", sbp=152, visit_class="2", next_visit_date="2026-11-30"),
    visit("V-2", "R-1", revision=3, visit_date="2026-11-16", sbp=154, visit_class="2", next_visit_date="2026-11-30"),
    visit("V-3", "R-2", sbp=600),
    visit("V-3", "R-2", revision=2, sbp=138),
    change("enrolment", "E-1", {"resident_id": "R-1", "disease": "htn", "enrolled_on": "2026-01-02"}),
    change("prescription", "P-1", {"resident_id": "R-1", "follow_up_id": "V-2", "issued_on": "2026-11-16",
                                   "medication": [], "diet": [], "exercise": {}}),
    change("batch", "B-1", {"drug_id": "d", "drug_name": "氨氯地平", "batch_no": "1", "expires_on": "2027-01-01",
                            "cost": 150, "price": 150}),
    change("stock_entry", "S-1", {"batch_id": "B-1", "kind": "receive", "quantity": 100, "moved_on": "2026-11-01"}),
    change("dispensing", "X-1", {"resident_id": "R-1", "prescription_id": "P-1", "dispensed_on": "2026-11-16",
                                 "lines": [PILLS], "total": 4200}),
    change("dispensing", "X-2", {"resident_id": "R-1", "prescription_id": "P-1", "dispensed_on": "2026-11-16",
                                 "lines": [PILLS], "total": -4200, "kind": "reversal", "reverses": "X-1"}),
]  # fmt: skip


def township_after(folder: Path, batches: list[list[Change]]) -> Any:
    """Everything the township shows after these batches, without the times and order of arrival."""
    store = create(folder, "清溪镇卫生院")
    try:
        with store.write() as session:
            pairing.new_code(session, "柳河村卫生室", VILLAGE, "", MORNING)

            clinic = session.exec(select(Clinic)).one()
            session.add(Device(id="d-1", clinic_id=clinic.id, public_key="k", id_tag="", program="", enrolled_at="",
                               last_batch=0, skew_seconds=0))  # fmt: skip
            clinic_id = clinic.id
        for batch in batches:
            with store.write() as session:
                receipts.take(session, "d-1", clinic_id, batch, MORNING)
        with store.write() as session:
            assert apply.retry(session, MORNING) == 0
        looking.catch_up(store, MORNING.date())
        with store.read() as session:
            return {
                "residents": [(row.id, row.revision, row.change_id, row.phone) for row in session.exec(select(ResidentMirror).order_by(ResidentMirror.id))],
                "visits": [(row.id, row.revision, row.summary, row.measures, json.loads(row.record)) for row in session.exec(select(FollowUpMirror).order_by(FollowUpMirror.id))],
                "others": [(row.entity, row.id, row.revision) for row in session.exec(select(Mirror).order_by(Mirror.entity, Mirror.id))],
                "queue": [(row.change_id, row.state, row.rank, row.findings, row.summary) for row in session.exec(select(Review).order_by(Review.change_id))],
                "inbox": [(row.change_id, row.state, row.applied, row.waits_for) for row in session.exec(select(Inbox).order_by(Inbox.change_id))],
            }  # fmt: skip
    finally:
        store.close()


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # one township an example: shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    order=st.permutations(DAY),
    cuts=st.sets(st.integers(1, len(DAY) - 1), max_size=5),
    again=st.lists(st.sampled_from(DAY), max_size=4),
)
def test_any_order_in_any_batches_converges(
    tmp_path_factory: Any, order: list[Change], cuts: set[int], again: list[Change]
) -> None:
    folder = tmp_path_factory.mktemp("order")
    straight = township_after(folder / "straight", [DAY])
    bounds = [0, *sorted(cuts), len(order)]
    batches = [order[start:end] for start, end in pairwise(bounds)]
    mixed = township_after(folder / "mixed", [*batches, again])
    assert mixed == straight
    assert [row[:2] for row in straight["queue"] if row[1] == "waiting"] == [
        ("V-1.r1", "waiting"), ("V-2.r3", "waiting"), ("V-3.r2", "waiting"),
    ]  # fmt: skip


def test_a_child_waits_for_its_parent_and_nobody_else(tmp_path: Path) -> None:
    listed = township_after(tmp_path / "t", [[entry] for entry in reversed(DAY)])
    assert all(row[2] != "waiting" for row in listed["inbox"])
