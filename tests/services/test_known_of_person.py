"""What a window shows of a person: source and day of everything, and what nobody asked as what nobody asked."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.prescription import ONE_BOX
from vclinic.services import medication_profile as profiles
from vclinic.services.known_of_person import (
    Answer,
    KnownOfPerson,
    Planning,
    SameBox,
    known_of,
    red_line,
    suggestions,
)
from vclinic.services.resident_record import resident_record
from vclinic.services.workstation import Workstation

World = tuple[Workstation, SteppingClock]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def labs(known: KnownOfPerson) -> list[tuple[str, str, bool, bool]]:
    return [(lab.code, lab.text, lab.counts, lab.computed) for lab in known.labs]


def test_nobody_asked_anything(world: World) -> None:
    station, _ = world
    known = known_of(station, worlds.register(station, registers=()))
    assert (known.medicines, known.labs, known.reactions) == ((), (), ())
    assert (known.medicines_asked, known.allergies_asked) == (Answer("never"), Answer("never"))
    assert known.diseases_asked == Answer("never")


@pytest.mark.parametrize(("days", "state"), [(0, "current"), (90, "current"), (91, "old")])
def test_what_others_gave_is_asked_again_after_ninety_days(world: World, days: int, state: str) -> None:
    station, clock = world
    resident, first = worlds.register(station), clock.today()
    profiles.say_nothing_else(station, resident)
    clock.set(clock.now() + timedelta(days=days))
    assert known_of(station, resident).medicines_asked == Answer(state, first)  # type: ignore[arg-type]


def test_the_record_itself_answers_without_a_day_and_an_answer_has_one(world: World) -> None:
    station, clock = world
    resident = worlds.register(station, drug_allergy_codes=("1",))
    assert known_of(station, resident).allergies_asked == Answer("undated")
    assert known_of(station, resident).diseases_asked == Answer("undated")
    profiles.say_no_allergies(station, resident)
    assert known_of(station, resident).allergies_asked == Answer("current", clock.today())
    allergic = known_of(station, worlds.register(station, "单国英", serial=24, drug_allergy_codes=("2",)))
    assert (allergic.allergies, allergic.allergies_asked) == ("青霉素", Answer("undated"))


def test_a_name_nobody_knows_is_marked_until_somebody_says_what_it_is(world: World) -> None:
    station, clock = world
    resident = worlds.register(station)
    worlds.taken_elsewhere(station, resident, "科素亚")
    worlds.taken_elsewhere(station, resident, "小白片", "neighbour")
    listed = [(taken.name, taken.source, taken.on, taken.known) for taken in known_of(station, resident).medicines]
    assert listed == [("科素亚", "医院开的", clock.today(), True), ("小白片", "别人给的", clock.today(), False)]
    refused = profiles.say_which_medicine(station, resident, "小白片", "大白片")
    assert isinstance(refused, list)
    assert "大白片" in refused[0].text
    profiles.say_which_medicine(station, resident, "小白片", "氨氯地平")
    (_, second) = known_of(station, resident).medicines
    assert (second.means, second.known) == ("氨氯地平", True)


def test_creatinine_brings_its_filtration_rate_unless_the_laboratory_told_one(world: World) -> None:
    station, clock = world
    resident, today = worlds.register(station), clock.today()
    profiles.tell_lab(station, resident, "creatinine_umol_l", 145, today)
    assert labs(known_of(station, resident)) == [
        ("creatinine_umol_l", "145", True, False), ("egfr", "36", True, True),
    ]  # fmt: skip
    profiles.tell_lab(station, resident, "egfr", 38, today)
    assert labs(known_of(station, resident))[-1] == ("egfr", "38", True, False)


def test_an_old_value_is_shown_as_old_and_computes_nothing(world: World) -> None:
    station, _ = world
    resident = worlds.register(station)
    profiles.tell_lab(station, resident, "creatinine_umol_l", 145, date(2026, 8, 23))
    profiles.tell_lab(station, resident, "potassium_mmol_l", 5.1, date(2026, 8, 24))
    profiles.tell_lab(station, resident, "egfr", 40, date(2026, 1, 5))
    assert labs(known_of(station, resident)) == [
        ("creatinine_umol_l", "145", False, False), ("potassium_mmol_l", "5.1", True, False),
        ("egfr", "40", False, False),
    ]  # fmt: skip


def test_reactions_are_told_with_their_day(world: World) -> None:
    station, _ = world
    resident = worlds.register(station)
    worlds.visit(station, resident, adr="2", adr_text="依那普利 干咳")
    profiles.tell_reaction(station, resident, "青霉素", "休克", "anaphylaxis")
    assert known_of(station, resident).reactions == ("依那普利 干咳（2026-11-24）", "青霉素 休克")


@pytest.mark.parametrize(
    ("typed", "first"),
    [("科素", "科素亚"), ("阿司匹林", "阿司匹林"), ("  ", ""), ("没有这种药", "")],
)
def test_names_are_offered_as_people_say_them(world: World, typed: str, first: str) -> None:
    offered = suggestions(world[0], typed)
    assert next(iter(offered), "") == first
    assert len(offered) <= 8


def test_initials_offer_the_generic_name(world: World) -> None:
    station, _ = world
    drug = station.catalog.drug(worlds.AMLODIPINE)
    assert drug.generic in suggestions(station, drug.initials.split()[0])


class TestPlanning:
    YOUNG = date(1996, 5, 6)

    def test_is_asked_of_a_young_woman_who_takes_what_harms_a_child(self, world: World) -> None:
        station, clock = world
        resident = worlds.register(station, born=self.YOUNG)
        assert known_of(station, resident).planning is None
        worlds.taken_elsewhere(station, resident, "科素亚")
        assert known_of(station, resident).planning == Planning(Answer("never"), None, ("科素亚",))
        profiles.answer_planning(station, resident, planning=False)
        assert known_of(station, resident).planning == Planning(Answer("current", clock.today()), False, ("科素亚",))
        profiles.no_longer_taken(station, resident, "科素亚")  # answered, it stays in sight
        assert known_of(station, resident).planning == Planning(Answer("current", clock.today()), False, ())

    def test_is_asked_for_what_we_prescribe(self, world: World) -> None:
        station, _ = world
        resident = worlds.register(station, born=self.YOUNG)
        made = worlds.visit(station, resident, drugs=())
        profiles.answer_planning(station, resident, planning=False)
        worlds.prescription(station, made.follow_up_id, worlds.VALSARTAN, 80)
        planning = known_of(station, resident).planning
        assert planning is not None
        assert planning.drugs == ("缬沙坦胶囊",)

    @pytest.mark.parametrize(("days", "state", "planned"), [(365, "current", False), (366, "old", None)])
    def test_is_asked_again_after_a_year(self, world: World, days: int, state: str, planned: bool | None) -> None:
        station, clock = world
        resident, first = worlds.register(station, born=self.YOUNG), clock.today()
        profiles.answer_planning(station, resident, planning=False)
        clock.set(clock.now() + timedelta(days=days))
        planning = known_of(station, resident).planning
        assert planning == Planning(Answer(state, first), planned, ())  # type: ignore[arg-type]

    @pytest.mark.parametrize(("serial", "born"), [(21, date(1996, 5, 6)), (22, date(1968, 3, 12))])
    def test_is_not_asked_of_a_man_or_an_old_woman(self, world: World, serial: int, born: date) -> None:
        station, _ = world
        resident = worlds.register(station, serial=serial, born=born)
        worlds.taken_elsewhere(station, resident, "科素亚")
        assert known_of(station, resident).planning is None


def test_what_may_have_been_a_typing_error_is_listed_and_what_a_form_tells_is_not(world: World) -> None:
    station, clock = world
    resident = worlds.register(station)
    worlds.visit(station, resident, adr="2", adr_text="氨氯地平 脚肿")
    profiles.tell_lab(station, resident, "potassium_mmol_l", 4.6, "2026-11-01")
    profiles.tell_lab(station, resident, "creatinine_umol_l", 145, clock.today())
    profiles.tell_reaction(station, resident, "依那普利", "干咳", "cough")
    assert [(one.key, one.text) for one in known_of(station, resident).mistakable] == [
        (("依那普利", "干咳"), "不良反应 依那普利 干咳"),
        (("creatinine_umol_l", "2026-11-24"), "肌酐 145 μmol/L（2026-11-24）"),
        (("potassium_mmol_l", "2026-11-01"), "血钾 4.6 mmol/L（2026-11-01）"),
    ]


def test_two_names_said_to_be_one_box_are_shown(world: World) -> None:
    station, clock = world
    resident = worlds.register(station)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        facts = ("same_box/氨氯地平", "氨氯地平", "络活喜", "potassium=4+")
        answers = [("same_box/氨氯地平", facts, ONE_BOX), ("nsaid/htn", ("布洛芬",), "牙痛三天")]
        profiles.keep_overrules(station, work, resident, answers)
    assert known_of(station, resident).boxes == (SameBox("same_box/氨氯地平", ("氨氯地平", "络活喜"), clock.today()),)


@pytest.mark.parametrize(
    ("allergies", "reacted", "line"),
    [
        (("1",), False, ""), (("2",), False, "过敏：青霉素"), (("1",), True, "不良反应：依那普利 干咳"),
        (("2",), True, "过敏：青霉素　不良反应：依那普利 干咳"),
    ],
)  # fmt: skip
def test_the_red_line_of_every_page_that_hands_out(
    world: World, allergies: tuple[str, ...], line: str, *, reacted: bool
) -> None:
    station, _ = world
    resident = worlds.register(station, drug_allergy_codes=allergies)
    if reacted:
        profiles.tell_reaction(station, resident, "依那普利", "干咳", "cough")
    assert red_line(station, resident_record(station, resident)) == line
