"""How clinics' computers stand, as they tell it beside their rounds."""

from datetime import timedelta

import pytest
import requests

from sync.protocol.standing import NOTHING, Standing
from sync.server.database.tables import DeviceStanding
from sync.server.devices import standing
from sync.server.reports import status
from tests.server.people import resident, visit
from tests.server.township import MORNING, ClinicDevice, RunningTownship


def tell(township: RunningTownship, device: ClinicDevice, told: Standing) -> DeviceStanding | None:
    with township.store.write() as session:
        standing.keep(session, device.name, told, township.clock())
    with township.store.read() as session:
        return standing.of(session, [device.name]).get(device.name)


def test_a_backlog_is_kept_until_a_round_tells_of_none(township: RunningTownship, clinic: ClinicDevice) -> None:
    row = tell(township, clinic, Standing(unsent=40, waited=120))
    assert row is not None
    assert (row.unsent, row.oldest_at) == (40, (MORNING - timedelta(hours=2)).isoformat())
    row = tell(township, clinic, NOTHING)
    assert row is not None
    assert (row.unsent, row.oldest_at) == (0, "")


def test_disk_and_program_hold_until_they_are_told_anew(township: RunningTownship, clinic: ClinicDevice) -> None:
    tell(township, clinic, Standing(free_mb=51_200, program="0.1.0"))
    row = tell(township, clinic, NOTHING)
    assert row is not None
    assert (row.free_mb, row.program) == (51_200, "0.1.0")
    row = tell(township, clinic, Standing(free_mb=0, program="0.2.0"))
    assert row is not None
    assert (row.free_mb, row.program) == (0, "0.2.0")


def test_who_never_told_anything_has_no_row(township: RunningTownship, clinic: ClinicDevice) -> None:
    assert tell(township, clinic, NOTHING) is None


@pytest.mark.parametrize("query", ["", "?n=7&o=60&d=900&p=0.9", "?n=many&d=-1", "?n=7&n=8&x=%ff%00"])
def test_a_round_is_answered_whatever_stands_beside_it(
    township: RunningTownship, clinic: ClinicDevice, query: str
) -> None:
    content = clinic.sealed([resident()])
    answer = requests.post(f"{township.url}/api/v1/round{query}", data=content, timeout=30)
    assert answer.status_code == 200
    with township.store.read() as session:
        (line,) = status.clinic_lines(session, township.clock())
    known = (line.computers.unsent, line.computers.free_mb, line.computers.program)
    assert known == (
        (7, 900, "0.9")
        if query.endswith("p=0.9")
        else (8, None, "test（登记时）")
        if "x=" in query
        else (0, None, "test（登记时）")
    )


def test_of_several_computers_the_worst_figure_counts(township: RunningTownship) -> None:
    one, two = township.clinic(), township.clinic()
    one.round(made_at="2026-11-25T09:40:00+08:00")
    township.clock.turn(minutes=1)
    two.round(made_at="2026-11-25T09:00:00+08:00")
    tell(township, one, Standing(unsent=3, waited=60, free_mb=900, program="0.1.0"))
    tell(township, two, Standing(unsent=4, waited=600, free_mb=90_000, program="0.2.0"))
    with township.store.read() as session:
        (line,) = status.clinic_lines(session, township.clock())
    stand = line.computers
    assert (stand.unsent, stand.free_mb, stand.program) == (7, 900, "0.2.0")
    assert stand.oldest_at == (township.clock() - timedelta(minutes=600)).isoformat()
    assert stand.skew_seconds == -21 * 60


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("contact", ["甲", "乙", "丙"]), ("", ["甲", "乙", "丙"]), ("nonsense", ["甲", "乙", "丙"]), ("unsent", ["乙", "丙", "甲"]),
        ("disk", ["丙", "乙", "甲"]), ("skew", ["丙", "甲", "乙"]), ("refused", ["乙", "甲", "丙"]), ("review", ["甲", "乙", "丙"]),
    ],
)  # fmt: skip
def test_silent_clinics_come_first_unless_another_column_is_asked_for(
    township: RunningTownship, sort: str, order: list[str]
) -> None:
    villages = {name: township.clinic(name, f"34012310110{place}") for place, name in enumerate("甲乙丙")}
    villages["甲"].round(resident("R-1"), visit("V-1", "R-1"))
    township.clock.turn(days=4)
    villages["乙"].round(resident("R-2"), visit("V-2", "R-2", sbp=600))
    township.clock.turn(minutes=1)
    villages["丙"].round(made_at=(township.clock() + timedelta(hours=1)).isoformat())
    tell(township, villages["乙"], Standing(unsent=9, waited=5, free_mb=5_000))
    tell(township, villages["丙"], Standing(unsent=2, waited=50, free_mb=300))
    with township.store.read() as session:
        lines = status.sorted_by(status.clinic_lines(session, township.clock()), sort)
    assert [line.clinic.name for line in lines] == order
    assert [line.clinic.name for line in lines if line.silent] == ["甲"]
