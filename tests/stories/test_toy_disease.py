"""A disease nobody outside its own file knows runs through the whole house: form, judgement, Today, prescription,
print, timeline, sync, review and return, export. What it breaks is a wall that names a disease."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from sync.client.engine import sync
from sync.client.pairing import pair
from sync.server.database.tables import Review
from tests import worlds
from tests.server.township import PASSWORD, RunningTownship, running
from tests.toys import Gout, gout
from vclinic.clock import SteppingClock
from vclinic.demo.staff import Staff
from vclinic.services import (
    assess_lines,
    draft_prescription,
    due_today,
    export,
    judge_visit,
    prescribe,
    preview_resident,
    print_follow_ups,
    record_follow_up,
    register_resident,
    resident_record,
    returned,
    visit_sheet,
)
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.workstation import Workstation
from vclinic.storage import residents


@dataclass
class World:
    disease: Gout
    station: Workstation
    clock: SteppingClock
    resident: str
    folder: Path

    def visit(self, urate: object) -> object:
        sheet = visit_sheet.open_visit(self.station, self.resident)
        values = dict(sheet.values) | {"visit_way": "1", "urate": urate, "big_toe": "不痛"}
        return record_follow_up.record(self.station, sheet, VisitEntry(values))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with gout(tmp_path) as disease, worlds.clinic(tmp_path / "clinic") as (station, clock):
        resident = worlds.register(station, "石大脚", date(1960, 5, 1), 31)
        register_resident.enrol_register(station, resident, "gout", date(2026, 1, 1))
        with station.store.act(station.doctor.id, clock.now()) as work:
            key, entry, base = residents.enrolments(work.session, resident)[0]
            ended = replace(entry, ended_on=date(2026, 1, 1), ended_reason="9")
            residents.save_enrolment(work, ended, key, base)
        yield World(disease, station, clock, resident, tmp_path)


def test_it_is_due_judged_stored_and_due_again(world: World) -> None:
    (row,) = due_today.worklist(world.station).rows
    assert (row.name, row.tile) == ("石大脚", "never")
    sheet = visit_sheet.open_visit(world.station, world.resident)
    assert sheet.disease is world.disease
    judgement = judge_visit.judge(
        sheet, dict(sheet.values) | {"visit_way": "1", "urate": "480"}, world.clock.today(), world.station.rules
    )
    assert judgement.assessment is not None
    assert (judgement.assessment.visit_class, judgement.summary) == ("2", "480")
    assert [problem.field for problem in world.visit("7000")] == ["urate"]  # type: ignore[attr-defined]
    saved = world.visit("480")
    assert isinstance(saved, SavedVisit)
    world.clock.set(worlds.MORNING + timedelta(days=14))
    (row,) = due_today.worklist(world.station).rows
    assert (row.tile, row.last_text, row.last_high) == ("soon", "480", True)


def test_it_is_prescribed_for_printed_and_told(world: World) -> None:
    saved = world.visit("480")
    assert isinstance(saved, SavedVisit)
    sheet = draft_prescription.draft(world.station, saved.follow_up_id)
    # its own line, and what the veto table says of fish and drink to everybody with gout
    assert [item.item_code for item in sheet.three.diet] == ["beer", "fish", "alcohol"]
    assert sheet.figures == "血尿酸 480"
    assert isinstance(prescribe.save(world.station, sheet, sheet.three), str)
    (printed,) = print_follow_ups.printed_visits(world.station, world.resident)
    assert printed.form.title == "痛风随访表"
    timeline = resident_record.resident_record(world.station, world.resident).timeline
    assert ("痛风随访", "480 µmol/L，2 控制不满意") in [(entry.title, entry.detail) for entry in timeline]
    (trend,) = preview_resident.preview(world.station, world.resident).trends
    assert [point.figures for point in trend.points] == [(480,)]


def test_it_is_judged_on_the_command_line(world: World) -> None:
    line = json.dumps({"visit_date": "2026-11-24", "age": 60, "urate": 400}).encode()
    answer = assess_lines.assess_line(line, assess_lines.kind_of("gout"), world.station.rules)
    assert (answer["visit_class"], answer["rule_set_id"]) == (1, "gout/1")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_it_is_exported(world: World, ending: str) -> None:
    assert isinstance(world.visit("480"), SavedVisit)
    path = world.folder / f"visits.{ending}"
    assert export.export(world.station, "follow-ups", path) == 1
    assert ending != "csv" or "大脚趾" in path.read_text(encoding="utf-8-sig")


@pytest.fixture
def township(tmp_path: Path) -> Iterator[RunningTownship]:
    with running(tmp_path / "township") as opened:
        opened.staff("linxy", "林晓燕")
        yield opened


def test_it_reaches_the_township_is_reviewed_returned_mended_and_accepted(
    world: World, township: RunningTownship
) -> None:
    station = world.station
    saved = world.visit("480")
    assert isinstance(saved, SavedVisit)
    pair(station.store, township.url, township.code("柳河村卫生室", station.clinic.village_code))
    sync(station.store, station.clock.now)
    with township.store.read() as session:
        (waiting,) = session.exec(select(Review).where(Review.entity == "follow_up")).all()
    visitor = Staff(township.url, "linxy", PASSWORD)
    page = visitor.get(f"/review/{waiting.change_id}")
    assert "痛风随访表" in page
    assert "480" in page
    assert "大脚趾" in page
    visitor.give_back(waiting.change_id, {"urate": "请再查一次。"}, "2026-12-20")
    sync(station.store, station.clock.now)
    (back,) = returned.returned(station)
    assert back.remarks == (("血尿酸", "请再查一次。"),)
    sheet = visit_sheet.open_visit(station, world.resident, saved.follow_up_id)
    assert sheet.remarks == {"urate": "请再查一次。"}
    again = record_follow_up.record(station, sheet, VisitEntry(dict(sheet.values) | {"urate": "410"} | _judged_anew()))
    assert isinstance(again, SavedVisit), again
    sync(station.store, station.clock.now)
    with township.store.read() as session:
        newest = session.exec(select(Review).where(Review.state == "waiting", Review.entity == "follow_up")).one()
    assert "410" in visitor.get(f"/review/{newest.change_id}")
    visitor.accept(newest.change_id)
    sync(station.store, station.clock.now)
    assert returned.returned(station) == ()


def _judged_anew() -> dict[str, str]:
    return {"visit_class": "", "next_visit_date": ""}
