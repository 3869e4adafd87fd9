"""What the rules hear of a person: registers, history, allergies and habits, gathered from everything on record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.resident import PastDisease, PastEvent
from vclinic.rules.kidney import egfr
from vclinic.rules.person import PersonFacts
from vclinic.services import draft_prescription, edit_prescription, medication_profile
from vclinic.services.person import person_of, to_look_at
from vclinic.services.resident_record import resident_record
from vclinic.services.visit_sheet import open_visit
from vclinic.services.workstation import Workstation

TODAY = worlds.MORNING.date()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path) as (made, _clock):
        yield made


def known(station: Workstation, visit: dict[str, object] | None = None, **record: object) -> PersonFacts:
    """The person of a visit after what the record and the visit say."""
    resident = worlds.register(station, **record)
    saved = worlds.visit(station, resident, **(visit or {}))
    sheet = draft_prescription.draft(station, saved.follow_up_id)
    return person_of(station, resident_record(station, resident), sheet.visits[0].values)


def test_registers_and_history_are_one(station: Workstation) -> None:
    result = known(station, past_diseases=(PastDisease("3"), PastDisease("13", "", "痛风、慢性肾炎")))
    assert result.diseases == {"htn", "t2dm", "gout", "ckd"}


def test_what_runs_in_the_family_is_heard_too(station: Workstation) -> None:
    assert "g6pd" in known(station, genetic_disease="蚕豆病").diseases


@pytest.mark.parametrize(
    ("codes", "text", "groups"),
    [
        (["1"], "", ()),
        (["2"], "", ("penicillin",)),
        (["2", "5"], "头孢拉定、阿司匹林", ("penicillin", "cephalosporin", "nsaid")),
        (["4"], "", ("streptomycin", "aminoglycoside")),
        (["5"], "红霉素", ("macrolide",)),
        (["5"], "青霉素", ("penicillin",)),
        (["5"], "青霉素、红霉素", ("penicillin", "macrolide")),
        (["5"], "庆大霉素", ("aminoglycoside",)),
        (["4", "5"], "复方新诺明", ("streptomycin", "aminoglycoside", "sulfonamide")),
    ],
)
def test_allergies_by_code_and_by_hand(
    station: Workstation, codes: list[str], text: str, groups: tuple[str, ...]
) -> None:
    result = known(station, drug_allergy_codes=codes, drug_allergy_other=text)
    assert result.allergies == groups


def test_the_measures_of_the_day_are_known_to_the_checks(station: Workstation) -> None:
    result = known(station, {"heart_rate": 48})
    assert (result.heart_rate, result.sbp is not None) == (48, True)


def test_drink_is_heard_and_warned_of(station: Workstation) -> None:
    assert not known(station).drinks
    resident = worlds.register(station, "单国强", serial=25)
    saved = worlds.visit(station, resident, drink_now=2.0, drink_target=0.0)
    sheet = draft_prescription.draft(station, saved.follow_up_id)
    drug = station.catalog.find("甲硝唑")
    assert drug is not None
    line = replace(
        edit_prescription.new_line(station, sheet.three, drug), dose_value=0.2, dose_unit="g", frequency="tid", days=5
    )
    checks = edit_prescription.recheck(station, sheet, replace(sheet.three, medication=(line,)))
    assert any(check.severity == "forbid" and "酒" in check.text for check in checks)


def test_height_of_an_earlier_visit_serves(station: Workstation) -> None:
    resident = worlds.register(station)
    sheet = open_visit(station, resident)
    assert sheet.values["height_cm"] == 156.0


def test_the_age_is_that_of_the_day_of_the_visit(station: Workstation) -> None:
    resident = worlds.register(station)
    record = resident_record(station, resident)
    ages = [person_of(station, record, {"visit_date": day}).age for day in (date(2026, 3, 11), date(2026, 3, 12))]
    assert ages == [57, 58]


def test_whoever_lives_in_the_household_is_counted(station: Workstation) -> None:
    head = worlds.register(station)
    assert person_of(station, resident_record(station, head), {"visit_date": TODAY}).household_size == 1
    worlds.register(station, "张德福", serial=21, household_id=head)
    assert person_of(station, resident_record(station, head), {"visit_date": TODAY}).household_size == 2


@pytest.mark.parametrize(
    ("code", "disease"),
    [
        ("2", "htn"),
        ("3", "t2dm"),
        ("4", "chd"),
        ("5", "copd"),
        ("6", "cancer"),
        ("7", "stroke"),
        ("8", "psychosis"),
        ("9", "tb"),
        ("10", "hepatitis"),
    ],
)
def test_what_the_history_ticks_is_known_by_its_key(station: Workstation, code: str, disease: str) -> None:
    resident = worlds.register(station, registers=(), past_diseases=(PastDisease(code, "", "某型"),))
    assert person_of(station, resident_record(station, resident), {"visit_date": TODAY}).diseases == {disease}


def test_a_height_of_today_goes_before_that_of_the_register(station: Workstation) -> None:
    record = resident_record(station, worlds.register(station))
    assert person_of(station, record, {"visit_date": TODAY, "height_cm": 160.0}).height_cm == 160.0
    assert person_of(station, record, {"visit_date": TODAY}).height_cm == 156.0


def _today(station: Workstation, resident: str) -> PersonFacts:
    return person_of(station, resident_record(station, resident), {"visit_date": TODAY})


def test_history_in_words_operations_and_the_family_are_heard_apart(station: Workstation) -> None:
    resident = worlds.register(
        station,
        past_diseases=(PastDisease("13", "", "痛风；怀疑冠心病；怪病"), PastDisease("6", "", "胃上的")),
        surgeries=(PastEvent("心脏搭桥"), PastEvent("左膝置换")),
        family_father=("2", "7"),
        family_mother=("3",),
    )
    person = _today(station, resident)
    assert person.diseases == {"htn", "gout", "cancer", "chd", "cabg"}
    assert person.family == {"htn", "stroke", "t2dm"}
    assert person.unread == ("怪病",)


def test_what_was_told_beside_the_form_is_known(station: Workstation) -> None:
    resident = worlds.register(station)
    medication_profile.tell_medicine(station, resident, "倍博特", "hospital", hospital_started=True)
    medication_profile.tell_lab(station, resident, "creatinine_umol_l", 110, TODAY)
    medication_profile.tell_reaction(station, resident, "卡托普利", "不舒服", "swelling", TODAY)
    medication_profile.answer_planning(station, resident, planning=False)
    person = _today(station, resident)
    assert person.drugs == ("倍博特",)
    assert person.hospital_started >= {"缬沙坦", "氨氯地平"}
    assert (person.egfr, person.planning_pregnancy) == (egfr(110, person.age, woman=True), False)
    assert [(one.ingredients, one.kind, one.on) for one in person.reactions] == [(("卡托普利",), "swelling", TODAY)]
    assert person.allergies == ("angioedema",)


def test_no_allergy_is_an_answer_that_nobody_asked_is_not(station: Workstation) -> None:
    asked, silent = worlds.register(station), worlds.register(station, "张德福", serial=21)
    medication_profile.say_no_allergies(station, asked)
    assert (_today(station, asked).allergies_asked, _today(station, silent).allergies_asked) == (True, False)


def test_what_the_doctor_says_words_mean_ends_the_work(station: Workstation) -> None:
    resident = worlds.register(station, past_diseases=(PastDisease("13", "", "怪病"),))
    assert to_look_at(station, resident_record(station, resident)).unread == ("怪病",)
    medication_profile.say_what_it_is(station, resident, "怪病", "哮喘已治愈")
    look = to_look_at(station, resident_record(station, resident))
    assert (look.unread, look.said_cured) == ((), ("哮喘",))
    assert "asthma" in _today(station, resident).diseases
