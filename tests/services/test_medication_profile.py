"""What others gave and what was asked: told piece by piece, read back, refused where it cannot be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.medication_profile import MedicationProfile
from vclinic.services import medication_profile as profiles, record_follow_up, visit_sheet
from vclinic.services.record_follow_up import SavedVisit
from vclinic.services.workstation import Workstation
from vclinic.storage import medication_profiles


@dataclass
class World:
    station: Workstation
    clock: SteppingClock
    resident: str

    def read(self) -> MedicationProfile:
        return profiles.read(self.station, self.resident)

    def revision(self) -> int:
        with self.station.store.read() as session:
            kept = medication_profiles.get(session, self.resident)
        return kept.revision if kept else 0

    def medicine(self, name: str, source: str = "hospital", **more: Any) -> MedicationProfile:
        told = profiles.tell_medicine(self.station, self.resident, name, source, **more)
        assert isinstance(told, MedicationProfile), told
        return told

    def correct(self, follow_up_id: str, **more: Any) -> SavedVisit:
        sheet = visit_sheet.open_visit(self.station, self.resident, follow_up_id)
        values = dict(sheet.values) | {"visit_class": "", "next_visit_date": None} | more
        entry = record_follow_up.VisitEntry(values, correction_reason="录错")
        saved = record_follow_up.record(self.station, sheet, entry)
        assert isinstance(saved, SavedVisit), saved
        return saved


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield World(station, clock, worlds.register(station))


def test_nobody_asked_and_nothing_taken_are_two_answers(world: World) -> None:
    never = world.read()
    assert (never.medicines, never.medicines_asked_on, world.revision()) == ((), None, 0)
    profiles.say_nothing_else(world.station, world.resident)
    assert (world.read().medicines, world.read().medicines_asked_on) == ((), world.clock.today())


def test_a_name_is_kept_as_it_was_said(world: World) -> None:
    world.medicine(" 科素亚 ", hospital_started=True)
    (taken,) = world.read().medicines
    assert (taken.name, taken.source, taken.hospital_started, taken.told_on) == (
        "科素亚", "hospital", True, world.clock.today(),
    )  # fmt: skip


def test_two_edits_in_a_row_are_two_revisions_and_the_same_again_is_none(world: World) -> None:
    world.medicine("科素亚")
    world.medicine("阿司匹林", "pharmacy")
    assert world.revision() == 2
    world.medicine("阿司匹林", "pharmacy")
    profiles.no_longer_taken(world.station, world.resident, "从没说过的药")
    assert world.revision() == 2
    profiles.no_longer_taken(world.station, world.resident, "科素亚")
    assert ([taken.name for taken in world.read().medicines], world.revision()) == (["阿司匹林"], 3)


def test_every_answer_has_the_day_it_was_given(world: World) -> None:
    first = world.clock.today()
    profiles.say_no_allergies(world.station, world.resident)
    world.clock.set(world.clock.now() + timedelta(days=3))
    profiles.say_no_diseases(world.station, world.resident)
    profiles.answer_planning(world.station, world.resident, planning=False)
    kept = world.read()
    later = first + timedelta(days=3)
    assert (kept.allergies_asked_on, kept.diseases_asked_on) == (first, later)
    assert (kept.planning_pregnancy, kept.planning_asked_on, kept.told_on) == (False, later, later)


@pytest.mark.parametrize(
    ("name", "source", "field", "part"),
    [
        ("", "hospital", "name", "请填写药名"), ("   ", "hospital", "name", "请填写药名"),
        ("药" * 61, "hospital", "name", "最多 60 个字"), ("科素亚", "", "source", "从哪里来"),
        ("科素亚", "moon", "source", "从哪里来"), ("14286", "hospital", "name", "“14286”不是药名"),
    ],
)  # fmt: skip
def test_a_medicine_that_cannot_be_kept_is_said(world: World, name: str, source: str, field: str, part: str) -> None:
    problems = profiles.tell_medicine(world.station, world.resident, name, source)
    assert isinstance(problems, list)
    assert [problem.field for problem in problems] == [field]
    assert part in problems[0].text
    assert world.revision() == 0


def test_a_laboratory_value_is_kept_with_its_day_and_taken_back(world: World) -> None:
    station, resident, on = world.station, world.resident, world.clock.today()
    assert isinstance(profiles.tell_lab(station, resident, "creatinine_umol_l", 95, on), MedicationProfile)
    assert isinstance(
        profiles.tell_lab(station, resident, "potassium_mmol_l", 4.6, on - timedelta(9)), MedicationProfile
    )
    assert [(lab.code, lab.value) for lab in world.read().labs] == [
        ("potassium_mmol_l", 4.6),
        ("creatinine_umol_l", 95),
    ]
    problems = profiles.take_back_lab(station, resident, "creatinine_umol_l", on, " ")
    assert isinstance(problems, list)
    assert problems[0].text == "请填写记错的原因。"
    profiles.take_back_lab(station, resident, "creatinine_umol_l", on, " 看错行 ")
    assert [lab.code for lab in world.read().labs] == ["potassium_mmol_l"]
    (dropped,) = world.read().dropped
    assert (dropped.kind, dropped.text, dropped.reason, dropped.on, dropped.doctor) == (
        "lab", "肌酐 95 μmol/L（2026-11-24）", "看错行", on, "周国平",
    )  # fmt: skip
    profiles.take_back_lab(station, resident, "creatinine_umol_l", on, "再来一次")
    assert len(world.read().dropped) == 1


@pytest.mark.parametrize(
    ("code", "value", "days", "part"),
    [
        ("creatinine_umol_l", 0.1, 0, "20–2000"), ("creatinine_umol_l", 1.1, 0, "像是 mg/dL：换算是 97 μmol/L"),
        ("creatinine_umol_l", 2001, 0, "20–2000"), ("creatinine_umol_l", "", 0, "请填写肌酐"),
        ("potassium_mmol_l", "46", 0, "1.5–10"), ("potassium_mmol_l", "高", 0, "要填数字"),
        ("potassium_mmol_l", 4.6, 1, "不能晚于今天"), ("ldl_mmol_l", 116, 0, "换算是 3.00 mmol/L"),
        ("hba1c_percent", 55, 0, "3–20"), ("egfr", 201, 0, "2–200"), ("platelets", 200, 0, "没有这一项化验"),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_not_kept(world: World, code: str, value: float | str, days: int, part: str) -> None:
    on = world.clock.today() + timedelta(days=days)
    problems = profiles.tell_lab(world.station, world.resident, code, value, on)
    assert isinstance(problems, list)
    assert part in problems[0].text
    assert world.revision() == 0


@pytest.mark.parametrize(
    ("typed", "on", "value", "day"),
    [
        ("95", "2026-11-20", 95.0, date(2026, 11, 20)), ("1.2 mg/dL", "20261120", 106.0, date(2026, 11, 20)),
        ("２０", "2026.11.24", 20.0, date(2026, 11, 24)), ("2000 μmol/L", "2026年11月1日", 2000.0, date(2026, 11, 1)),
    ],
)  # fmt: skip
def test_a_figure_is_read_as_it_is_typed(world: World, typed: str, on: str, value: float, day: date) -> None:
    profiles.tell_lab(world.station, world.resident, "creatinine_umol_l", typed, on)
    (kept,) = world.read().labs
    assert (kept.value, kept.on) == (value, day)


@pytest.mark.parametrize(
    ("on", "part"), [("", "请填写化验日期"), ("昨天", "这样的日期"), ("2026-02-30", "没有 2026 年")]
)
def test_a_day_that_is_none_is_not_kept(world: World, on: str, part: str) -> None:
    problems = profiles.tell_lab(world.station, world.resident, "potassium_mmol_l", 4.6, on)
    assert isinstance(problems, list)
    assert ([problem.field for problem in problems], part in problems[0].text) == (["on"], True)


def test_a_reaction_needs_its_drug_and_its_words(world: World) -> None:
    station, resident = world.station, world.resident
    problems = profiles.tell_reaction(station, resident, " ", "")
    assert isinstance(problems, list)
    assert [problem.text for problem in problems] == ["请填写药名。", "请填写反应。"]
    profiles.tell_reaction(station, resident, "依那普利", "干咳", "cough", date(2024, 5, 1))
    (kept,) = world.read().reactions
    assert (kept.drug, kept.text, kept.kind, kept.on) == ("依那普利", "干咳", "cough", date(2024, 5, 1))


@pytest.mark.parametrize(
    ("kind", "on", "field", "part"),
    [
        ("moon", "2026-11-20", "kind", "请选是哪一种"), ("cough", "2026-11-25", "on", "不能晚于今天"),
        ("cough", "2026-13-01", "on", "13 月"), ("cough", date(2026, 11, 25), "on", "不能晚于今天"),
    ],
)  # fmt: skip
def test_a_reaction_that_cannot_be_says_why(world: World, kind: str, on: str | date, field: str, part: str) -> None:
    problems = profiles.tell_reaction(world.station, world.resident, "依那普利", "干咳", kind, on)
    assert isinstance(problems, list)
    assert ([problem.field for problem in problems], part in problems[0].text) == ([field], True)
    assert world.revision() == 0


@pytest.mark.parametrize(
    ("typed", "on"), [("2026-11-20", date(2026, 11, 20)), ("", None), ("20261120", date(2026, 11, 20))]
)
def test_the_day_of_a_reaction_is_read_as_typed(world: World, typed: str, on: date | None) -> None:
    profiles.tell_reaction(world.station, world.resident, "依那普利", "干咳", "cough", typed)
    assert [reaction.on for reaction in world.read().reactions] == [on]


def test_a_reaction_told_by_mistake_is_taken_back_with_its_reason(world: World) -> None:
    station, resident = world.station, world.resident
    profiles.tell_reaction(station, resident, "依那普利", "干咳", "cough")
    worlds.visit(station, resident, adr="2", adr_text="氨氯地平 脚肿")
    assert isinstance(profiles.take_back_reaction(station, resident, "依那普利", "干咳", ""), list)
    profiles.take_back_reaction(station, resident, "依那普利", "干咳", "是她儿子的")
    profiles.take_back_reaction(station, resident, "", "氨氯地平 脚肿", "不是我写的")  # the form says so: it stays
    assert [reaction.text for reaction in world.read().reactions] == ["氨氯地平 脚肿"]
    assert [(one.kind, one.text, one.reason) for one in world.read().dropped] == [
        ("reaction", "依那普利 干咳", "是她儿子的")
    ]


def test_a_medicine_no_longer_taken_is_remembered_with_its_day(world: World) -> None:
    world.medicine("科素亚")
    profiles.no_longer_taken(world.station, world.resident, "科素亚")
    (dropped,) = world.read().dropped
    assert (dropped.kind, dropped.text, dropped.reason, dropped.on) == (
        "medicine", "科素亚", "不吃了", world.clock.today(),
    )  # fmt: skip
    world.medicine("科素亚")  # taken again: both stand
    assert ([one.name for one in world.read().medicines], len(world.read().dropped)) == (["科素亚"], 1)


def test_an_answer_to_a_check_can_be_taken_back(world: World) -> None:
    station, resident = world.station, world.resident
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        answers = [("same_box/氨氯地平", ("络活喜",), "问过本人，是一盒"), ("nsaid/htn", ("布洛芬",), "牙痛三天")]
        profiles.keep_overrules(station, work, resident, answers)
    profiles.ask_again(station, resident, "same_box/氨氯地平")
    assert [kept.code for kept in world.read().overrules] == ["nsaid/htn"]


def test_a_reaction_on_the_form_is_kept_with_the_visit_and_follows_its_correction(world: World) -> None:
    visit = worlds.visit(world.station, world.resident, adr="2", adr_text="依那普利 干咳")
    (kept,) = world.read().reactions
    assert (kept.text, kept.on, kept.follow_up_id) == ("依那普利 干咳", world.clock.today(), visit.follow_up_id)
    world.correct(visit.follow_up_id, adr_text="依那普利 嘴唇肿")
    assert [reaction.text for reaction in world.read().reactions] == ["依那普利 嘴唇肿"]
    world.correct(visit.follow_up_id, adr="1", adr_text="")
    assert (world.read().reactions, world.revision()) == ((), 3)


def test_a_visit_without_a_reaction_writes_nothing_of_it(world: World) -> None:
    worlds.visit(world.station, world.resident)
    assert world.revision() == 0


def test_overrules_are_kept_within_the_act_that_made_them(world: World) -> None:
    station = world.station
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        profiles.keep_overrules(station, work, world.resident, [("nsaid/htn", ("萘普生", "htn"), "牙痛三天")])
    (kept,) = world.read().overrules
    assert (kept.code, kept.facts, kept.reason, kept.doctor) == (
        "nsaid/htn", ("htn", "萘普生"), "牙痛三天", station.doctor.name,
    )  # fmt: skip


def test_everything_others_ordered_is_one_list_by_the_best_name_known(world: World) -> None:
    world.medicine("小白片", "neighbour")
    world.medicine("阿司匹林", "pharmacy")
    profiles.say_what_it_is(world.station, world.resident, "小白片", "氨氯地平")
    assert profiles.others_of(world.read(), ("科素亚", "阿司匹林")) == ("科素亚", "阿司匹林", "氨氯地平")
    profiles.say_what_it_is(world.station, world.resident, "小白片", "")
    assert profiles.others_of(world.read(), ()) == ("小白片", "阿司匹林")
