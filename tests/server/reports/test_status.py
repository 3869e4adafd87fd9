"""The township in figures, and each clinic at a glance."""

from dataclasses import asdict

import pytest

from sync.server.devices import pairing
from sync.server.reports import status
from sync.server.reports.status import ClinicLine, Status
from tests.server.people import resident, visit
from tests.server.township import RunningTownship

NOTHING = dict.fromkeys(
    ("clinics", "devices", "residents", "changes", "stored", "refused", "waiting_for_parent", "to_review", "returned", "accepted"), 0
)  # fmt: skip


def figures(township: RunningTownship) -> Status:
    with township.store.read() as session:
        return status.status(session)


def lines(township: RunningTownship) -> dict[str, ClinicLine]:
    with township.store.read() as session:
        return {line.clinic.name: line for line in status.clinic_lines(session, township.clock())}


def test_a_new_township_has_nothing(township: RunningTownship) -> None:
    assert asdict(figures(township)) == NOTHING | {"last_contact_at": None}
    assert lines(township) == {}


def test_every_change_is_counted_by_what_became_of_it(township: RunningTownship) -> None:
    township.staff("linxy", "林晓燕")
    clinic = township.clinic()
    clinic.round(
        resident(), visit("V-1"), visit("V-2", sbp=142), visit("V-3", sbp=600), visit("V-4", "R-99"),
        visit("V-5", visit_date="2026-08-17", next_visit_date="2026-11-16", heart_rate=70),
    )  # fmt: skip
    township.decide("V-1.r1")
    township.decide("V-2.r1", sbp="请重新量。")
    assert asdict(figures(township)) == {
        "clinics": 1, "devices": 1, "residents": 1, "changes": 6, "stored": 5, "refused": 1, "waiting_for_parent": 1,
        "to_review": 1, "returned": 1, "accepted": 1, "last_contact_at": "2026-11-25T09:20:00+08:00",
    }  # fmt: skip


def test_a_newer_version_is_another_change_of_the_same_record(township: RunningTownship) -> None:
    clinic = township.clinic()
    clinic.round(resident(), visit())
    clinic.round(visit(revision=2, sbp=142), resident(revision=2, phone=""))
    now = figures(township)
    assert (now.residents, now.changes, now.to_review) == (1, 4, 1)


def test_a_revoked_computer_is_none_of_the_townships(township: RunningTownship) -> None:
    device = township.clinic()
    with township.store.write() as session:
        pairing.revoke(session, device.name, "admin", township.clock())
    assert (figures(township).devices, figures(township).clinics) == (0, 1)
    (line,) = lines(township).values()
    assert (line.devices, line.last_contact_at) == (0, "2026-11-25T09:20:00+08:00"), "it was there once"


@pytest.mark.parametrize(("days", "minutes", "silent"), [(0, 0, False), (3, 0, False), (3, 1, True), (30, 0, True)])
def test_a_clinic_is_silent_after_three_days(township: RunningTownship, days: int, minutes: int, silent: bool) -> None:
    township.clinic().round(resident())
    township.clock.turn(days=days, minutes=minutes)
    (line,) = lines(township).values()
    assert line.silent == silent


def test_a_clinic_that_was_never_there_is_not_silent(township: RunningTownship) -> None:
    township.code("石桥村卫生室", "340123101106")
    township.clock.turn(days=30)
    (line,) = lines(township).values()
    assert (line.devices, line.last_contact_at, line.silent) == (0, None, False)


def test_the_silent_stand_first_the_longest_silent_of_all(township: RunningTownship) -> None:
    township.clinic("甲村", "340123101101").round(resident("R-1"))
    township.clock.turn(days=1)
    township.clinic("乙村", "340123101102").round(resident("R-2"))
    township.clock.turn(days=4)
    township.clinic("丙村", "340123101103").round(resident("R-3"))
    township.code("丁村", "340123101104")
    assert list(lines(township)) == ["甲村", "乙村", "丁村", "丙村"]


def test_a_clinic_has_its_own_figures(township: RunningTownship) -> None:
    township.clinic("甲村", "340123101101").round(resident(), visit("V-1"), visit("V-2", sbp=600), visit("V-3", "R-99"))
    township.clinic("乙村", "340123101102").round(resident("R-2"), resident("R-3"))
    first, second = (lines(township)[name] for name in ("甲村", "乙村"))
    assert (first.residents, first.to_review, first.refused, first.waiting) == (1, 1, 1, 1)
    assert (second.residents, second.to_review, second.refused, second.waiting) == (2, 0, 0, 0)


def test_a_clinic_with_two_computers_was_there_when_the_last_of_them_was(township: RunningTownship) -> None:
    township.clinic().round(resident())
    township.clock.turn(days=2)
    township.clinic().round(resident("R-2"))
    (line,) = lines(township).values()
    assert (line.devices, line.last_contact_at) == (2, "2026-11-27T09:20:00+08:00")
