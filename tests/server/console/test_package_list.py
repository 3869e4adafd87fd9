"""The packages as lines: files of one package together, the newest first, what is missing counted."""

import pytest
from sqlmodel import select

from sync.server.console.package_list import listed
from sync.server.database.tables import Clinic, Package
from tests.server.township import ClinicDevice, RunningTownship


@pytest.fixture
def clinic(township: RunningTownship) -> ClinicDevice:
    return township.clinic()


def came(clinic: ClinicDevice, name: str, part: int, *, more: bool, at: str = "2026-11-25T09:00:00+08:00") -> None:
    township = clinic.township
    with township.store.write() as session:
        clinic_id = session.exec(select(Clinic.id)).one()
        session.merge(
            Package(
                id=name, part=part, device_id=clinic.name, clinic_id=clinic_id, changes=2, stored=1,
                duplicate=0, refused=1, more=int(more), made_at=at, received_at=at, received_by="lin", times=part, receipts="",
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "missing", "open_ended"),
    [
        ([(1, False)], (), False),
        ([(1, True)], (2,), True),
        ([(2, True)], (1, 3), True),
        ([(3, False)], (1, 2), False),
        ([(1, True), (3, False)], (2,), False),
        ([(1, True), (2, True), (3, False)], (), False),
    ],
)
def test_what_is_missing(
    clinic: ClinicDevice, parts: list[tuple[int, bool]], missing: tuple[int, ...], open_ended: bool
) -> None:
    for part, more in parts:
        came(clinic, "ab" * 8, part, more=more)
    with clinic.township.store.read() as session:
        (line,) = listed(session)
    assert (line.missing, line.open_ended) == (missing, open_ended)
    assert (line.stored, line.refused, line.times) == (len(parts), len(parts), max(part for part, _ in parts))


def test_the_newest_is_first_and_names_its_clinic(clinic: ClinicDevice) -> None:
    came(clinic, "ab" * 8, 1, more=False, at="2026-11-24T09:00:00+08:00")
    came(clinic, "cd" * 8, 1, more=False)
    with clinic.township.store.read() as session:
        lines = listed(session)
    assert [(line.id, line.clinic, line.revoked) for line in lines] == [
        ("cd" * 8, "柳河村卫生室", False),
        ("ab" * 8, "柳河村卫生室", False),
    ]
