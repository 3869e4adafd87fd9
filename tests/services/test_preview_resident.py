"""The pane beside a list: why to see somebody, the last visits of each disease, drugs in use, allergies."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.due_today import worklist
from vclinic.services.preview_resident import preview
from vclinic.services.record_follow_up import SavedVisit, record
from vclinic.services.visit_sheet import open_visit
from vclinic.services.workstation import Workstation


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def visits(station: Workstation, resident: str, *pressures: tuple[int, int]) -> None:
    """A visit a fortnight, the last one today."""
    for back, pressure in zip(range(len(pressures) - 1, -1, -1), pressures, strict=True):
        station.clock.base.set(worlds.MORNING - timedelta(days=14 * back))
        worlds.visit(station, resident, *pressure)


def test_somebody_never_seen_has_no_trend_and_nothing_to_say(station: Workstation) -> None:
    shown = preview(station, worlds.register(station))
    assert (shown.why, shown.trends, shown.regimen, shown.allergies) == ((), (), (), "")
    assert shown.record.resident.name == "何秀珍"


def test_the_last_four_visits_are_drawn_from_the_oldest_on(station: Workstation) -> None:
    resident = worlds.register(station)
    visits(station, resident, (160, 98), (152, 94), (148, 92), (142, 88), (136, 84))
    (trend,) = preview(station, resident).trends
    assert [point.figures for point in trend.points] == [(152, 94), (148, 92), (142, 88), (136, 84)]
    assert [point.satisfied for point in trend.points] == [False, False, False, True]
    assert (trend.label, trend.unit, trend.band.text) == ("血压", "mmHg", "<140/90")


def test_a_visit_whose_figure_nobody_took_is_no_point(station: Workstation) -> None:
    resident = worlds.register(station, registers=("htn", "t2dm"))
    worlds.visit(station, resident)
    assert [trend.label for trend in preview(station, resident).trends] == ["血压"]


def test_each_disease_that_was_followed_up_has_its_trend(station: Workstation) -> None:
    resident = worlds.register(station, registers=("htn", "t2dm"))
    worlds.visit(station, resident)
    sugar = open_visit(station, resident, disease="t2dm")
    assert isinstance(record(station, sugar, worlds.entry(sugar, fbg=7.4)), SavedVisit)
    pressure, glucose = preview(station, resident).trends
    assert (pressure.points[0].figures, glucose.points[0].figures) == ((136, 84), (7.4,))
    assert (glucose.unit, glucose.decimals) == ("mmol/L", 1)


def test_the_line_of_the_worklist_says_why_before_the_last_judgement_does(station: Workstation) -> None:
    resident = worlds.register(station)
    worlds.visit(station, resident, 152, 94)
    station.clock.base.set(worlds.MORNING + timedelta(days=26))
    (row,) = worklist(station).rows
    without, shown = preview(station, resident), preview(station, resident, row)
    assert shown.why == ("逾期 12 天；上次不满意，2 周复查已过。", *without.why)
    assert any("152/94" in sentence for sentence in without.why)


def test_drugs_in_use_and_allergies_stand_below(station: Workstation) -> None:
    resident = worlds.register(station, drug_allergy_codes=["2", "5"], drug_allergy_other="红霉素")
    worlds.visit(station, resident)
    shown = preview(station, resident)
    assert [line.drug_name for line in shown.regimen] == ["苯磺酸氨氯地平片"]
    assert shown.allergies == "青霉素、红霉素"
