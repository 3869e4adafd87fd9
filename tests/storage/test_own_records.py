"""Own changes from the township are taken in once, parents or not first, and what stands against what is here is set
aside."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services.backup import check
from vclinic.services.workstation import Workstation
from vclinic.storage import own_records
from vclinic.storage.own_records import Taken
from vclinic.storage.own_writing import OwnChange
from vclinic.storage.tables import ChangeRow, DoctorRow, EnrolmentRow, ReceiptRow

AT = "2026-11-20T09:00:00+08:00"


@pytest.fixture
def world(tmp_path: Path) -> Generator[tuple[Workstation, SteppingClock]]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def change(number: int, entity: str, entity_id: str, revision: int = 1, **data: object) -> OwnChange:
    made = f"OLDTAG-{number:06d}"
    return OwnChange(
        id=made, act=made, entity=entity, entity_id=entity_id, revision=revision, base_revision=revision - 1,
        recorded_at=AT, recorded_by="OLDTAG-000001", data=data,
    )  # fmt: skip


DOCTOR = change(1, "doctor", "D-1", name="李兰", login="lilan")
RENAMED = change(2, "doctor", "D-1", 2, name="李岚", login="lilan")


def enrolled(station: Workstation, number: int = 3) -> OwnChange:
    resident = worlds.register(station, registers=())
    return change(
        number, "enrolment", f"E-{number}", resident_id=resident, disease="t2dm", enrolled_on="2026-11-20",
        confirmed_on=None, height_cm=None, ended_on=None, ended_reason="",
    )  # fmt: skip


def take(world: tuple[Workstation, SteppingClock], *changes: OwnChange, last: bool = True) -> Taken:
    station, clock = world
    return own_records.take(station.store, changes, 7, clock.now(), last=last)


def logged(station: Workstation) -> list[str]:
    with station.store.read() as session:
        return [key for key in session.exec(select(ChangeRow.id).order_by(ChangeRow.seq)) if key.startswith("OLDTAG")]


def test_revisions_arrive_with_their_receipts_and_the_row_is_the_newest(world) -> None:
    station, _ = world
    assert take(world, DOCTOR, RENAMED) == Taken(new=2)
    assert logged(station) == [DOCTOR.id, RENAMED.id]
    with station.store.read() as session:
        row = session.get(DoctorRow, "D-1")
        assert row is not None
        assert (row.name, row.revision, row.change_id, row.recorded_at) == ("李岚", 2, RENAMED.id, AT)
        assert [session.get_one(ReceiptRow, made.id).state for made in (DOCTOR, RENAMED)] == ["stored", "stored"]
    assert check(station).problems == ()


def test_the_same_page_again_changes_nothing(world) -> None:
    station, _ = world
    take(world, DOCTOR, RENAMED)
    assert take(world, DOCTOR, RENAMED) == Taken(known=2)
    assert logged(station) == [DOCTOR.id, RENAMED.id]


def test_a_change_that_is_here_without_a_receipt_gets_it(world) -> None:
    station, _ = world
    with station.store.read() as session:
        here = session.exec(select(ChangeRow)).first()
    assert here is not None
    known = replace(DOCTOR, id=here.id, entity=here.entity, entity_id=here.entity_id)
    assert take(world, known) == Taken(known=1)
    with station.store.read() as session:
        assert session.get_one(ReceiptRow, here.id).state == "stored"


def test_a_child_waits_for_its_parent_also_over_pages(world) -> None:
    station, _ = world
    assert take(world, RENAMED, last=False) == Taken(aside=1)
    assert own_records.set_aside(station.store) == [RENAMED]
    assert take(world, DOCTOR) == Taken(new=2)
    assert own_records.set_aside(station.store) == []
    assert sorted(logged(station)) == [DOCTOR.id, RENAMED.id]


def test_what_was_refused_comes_back_as_refused(world) -> None:
    station, _ = world
    take(world, replace(DOCTOR, state="refused", code="required", field="name", text="缺姓名"))
    with station.store.read() as session:
        receipt = session.get_one(ReceiptRow, DOCTOR.id)
    assert (receipt.state, receipt.code, receipt.text) == ("refused", "required", "缺姓名")


def test_what_the_township_kept_another_revision_for_is_passed_over(world) -> None:
    station, _ = world
    assert take(world, replace(DOCTOR, state="refused", code="conflict")) == Taken(known=1)
    assert logged(station) == []


def test_what_stands_against_a_record_here_is_set_aside_with_all_that_follows_it(world) -> None:
    """The resident was entered into the same register here, so the township's entry cannot stand beside it."""
    station, _ = world
    theirs = enrolled(station)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        columns = dict(theirs.data)
        work.put(EnrolmentRow(id=work.new_id(), **columns), columns)
    later = replace(theirs, id="OLDTAG-000009", revision=2, base_revision=1)
    assert take(world, theirs, later, DOCTOR) == Taken(new=1, aside=2)
    assert own_records.set_aside(station.store) == [theirs, later]
    (told,) = check(station).problems
    assert "2 条（病种专档）" in told


@pytest.mark.parametrize(
    "wrong",
    [
        replace(DOCTOR, data={}),
        replace(DOCTOR, entity="vaccination"),
        replace(DOCTOR, entity="follow_up", data={"record": 1}),
    ],
    ids=["a field is missing", "a kind of a newer program", "no record"],
)
def test_what_cannot_be_read_is_set_aside_and_holds_up_nothing(world, wrong: OwnChange) -> None:
    station, _ = world
    other = change(5, "doctor", "D-2", name="王五", login="wangw")
    assert take(world, wrong, other) == Taken(new=1, aside=1)
    assert logged(station) == [other.id]
