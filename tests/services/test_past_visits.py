"""The visits before this one: what was judged, and what changed in the drugs at each."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.follow_up import DrugUse
from vclinic.services import visit_sheet
from vclinic.services.workstation import Workstation

World = tuple[Workstation, SteppingClock, str]
AMLODIPINE = DrugUse("苯磺酸氨氯地平片", 1, "5 mg")
TWICE = DrugUse("苯磺酸氨氯地平片", 2, "5 mg")
VALSARTAN = DrugUse("缬沙坦胶囊", 1, "80 mg")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A station, its clock and a resident with hypertension."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station)


def test_somebody_never_seen_has_none(world: World) -> None:
    sheet = visit_sheet.open_visit(world[0], world[2])
    assert (sheet.history, sheet.last, sheet.last_on, sheet.previous, sheet.adverse) == ((), {}, None, None, "")


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ((AMLODIPINE,), (AMLODIPINE,), "未变"),
        ((AMLODIPINE, VALSARTAN), (VALSARTAN, AMLODIPINE), "未变"),
        ((AMLODIPINE,), (AMLODIPINE, VALSARTAN), "加缬沙坦胶囊"),
        ((AMLODIPINE, VALSARTAN), (AMLODIPINE,), "停缬沙坦胶囊"),
        ((AMLODIPINE,), (TWICE,), "调苯磺酸氨氯地平片"),
        ((AMLODIPINE,), (VALSARTAN,), "加缬沙坦胶囊、停苯磺酸氨氯地平片"),
    ],
)
def test_a_line_says_what_changed_in_the_drugs_since_the_one_before(
    world: World, before: tuple[DrugUse, ...], now: tuple[DrugUse, ...], change: str
) -> None:
    station, clock, resident = world
    worlds.visit(station, resident, 152, 94, drugs=before)
    clock.set(worlds.MORNING + timedelta(days=14))
    worlds.visit(station, resident, 138, 86, heart_rate=72, drugs=now)
    newest, first = visit_sheet.open_visit(station, resident).history
    assert (newest.drug_change, first.drug_change) == (change, "首次")
    assert (newest.summary, newest.visit_class, newest.satisfied) == ("138/86", "1", True)
    assert (first.summary, first.visit_class, first.satisfied) == ("152/94", "2", False)
    assert newest.visit_date == clock.today()


def test_a_visit_reopened_sees_only_what_came_before_it(world: World) -> None:
    station, clock, resident = world
    visits: list[str] = []
    for number in range(3):
        clock.set(worlds.MORNING + timedelta(days=14 * number))
        visits.append(worlds.visit(station, resident, 130 + number, 80, heart_rate=70 + number).follow_up_id)
    sheet = visit_sheet.open_visit(station, resident, visits[1])
    assert [visit.id for visit in sheet.history] == visits[:1]
    assert sheet.last["sbp"] == 130
    assert len(sheet.others) == 2


@pytest.mark.parametrize(("later", "told"), [("1", "脚踝肿"), ("2", "干咳")])
def test_the_last_reaction_that_was_told_stays_known(world: World, later: str, told: str) -> None:
    station, clock, resident = world
    worlds.visit(station, resident, adr="2", adr_text="脚踝肿")
    clock.set(worlds.MORNING + timedelta(days=14))
    worlds.visit(station, resident, heart_rate=72, adr=later, adr_text="干咳" if later == "2" else "")
    assert visit_sheet.open_visit(station, resident).adverse == told
