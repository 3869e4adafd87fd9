"""What is kept of a person's medicines, piece by piece: told again, taken back, asked and never asked."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from vclinic.domain.entity_words import told_profile
from vclinic.domain.medication_profile import (
    AdverseReaction,
    Dropped,
    KeptOverrule,
    LabResult,
    MedicationProfile,
    TakenElsewhere,
    of_visit,
    with_dropped,
    with_lab,
    with_meaning,
    with_medicine,
    with_overrule,
    with_reaction,
    without_lab,
    without_medicine,
    without_overrule,
    without_reaction,
)
from vclinic.forms.document import from_json, to_json

TODAY = date(2026, 11, 24)
EARLIER = date(2026, 8, 1)
NOBODY_ASKED = MedicationProfile(resident_id="R-1", told_on=EARLIER)


def medicine(name: str, source: str = "hospital", on: date = TODAY) -> TakenElsewhere:
    return TakenElsewhere(name=name, source=source, told_on=on)


def lab(code: str, value: float, on: date = TODAY) -> LabResult:
    return LabResult(code=code, value=value, on=on)


def test_a_medicine_told_again_stands_once_with_the_newer_answer() -> None:
    profile = with_medicine(with_medicine(NOBODY_ASKED, medicine("科素亚", on=EARLIER)), medicine("阿司匹林"))
    again = with_medicine(profile, medicine("科素亚", "pharmacy"))
    assert [(known.name, known.source, known.told_on) for known in again.medicines] == [
        ("科素亚", "pharmacy", TODAY), ("阿司匹林", "hospital", TODAY),
    ]  # fmt: skip
    assert [known.name for known in without_medicine(again, "科素亚").medicines] == ["阿司匹林"]
    assert without_medicine(again, "没有的药") == again


def test_the_newest_value_known_on_a_day_counts() -> None:
    profile = with_lab(with_lab(NOBODY_ASKED, lab("creatinine_umol_l", 95)), lab("creatinine_umol_l", 180, EARLIER))
    assert [result.value for result in profile.labs] == [180, 95]
    on = {day: profile.lab("creatinine_umol_l", day) for day in (TODAY, EARLIER, EARLIER - timedelta(1))}
    assert [result and result.value for result in on.values()] == [95, 180, None]
    assert profile.lab("potassium_mmol_l", TODAY) is None


def test_what_counts_no_longer_is_kept_with_its_reason() -> None:
    first = Dropped(kind="lab", text="血钾 45", reason="输错了", on=EARLIER)
    second = Dropped(kind="medicine", text="布洛芬", reason="不吃了", on=TODAY)
    assert with_dropped(with_dropped(NOBODY_ASKED, first), second).dropped == (first, second)


def test_a_value_of_one_day_is_corrected_and_taken_back() -> None:
    profile = with_lab(with_lab(NOBODY_ASKED, lab("potassium_mmol_l", 45.0)), lab("potassium_mmol_l", 4.5))
    assert [result.value for result in profile.labs] == [4.5]
    assert without_lab(profile, "potassium_mmol_l", EARLIER) == profile
    assert without_lab(profile, "potassium_mmol_l", TODAY).labs == ()


def test_a_visit_has_one_reaction_and_its_correction_takes_it_back() -> None:
    told = of_visit(NOBODY_ASKED, "F-1", "依那普利 干咳", EARLIER)
    assert of_visit(told, "F-1", "依那普利 干咳", EARLIER) is told
    assert of_visit(told, "F-2", "依那普利 干咳", TODAY) is told  # said again: the first day stays
    assert of_visit(told, "F-2", "", TODAY) is told
    corrected = of_visit(told, "F-1", "依那普利 嘴唇肿", EARLIER)
    assert [reaction.text for reaction in corrected.reactions] == ["依那普利 嘴唇肿"]
    assert of_visit(corrected, "F-1", "", EARLIER) == NOBODY_ASKED


def test_reactions_of_other_drugs_and_visits_stay() -> None:
    first = AdverseReaction(drug="青霉素", text="休克", kind="anaphylaxis", on=None)
    profile = with_reaction(of_visit(NOBODY_ASKED, "F-1", "依那普利 干咳", EARLIER), first)
    again = with_reaction(profile, replace(first, on=EARLIER))
    assert [(known.drug, known.text, known.on) for known in again.reactions] == [
        ("", "依那普利 干咳", EARLIER), ("青霉素", "休克", EARLIER),
    ]  # fmt: skip


def test_only_a_reaction_told_outside_a_form_is_taken_away() -> None:
    told = AdverseReaction(drug="", text="依那普利 干咳", on=TODAY)
    profile = with_reaction(of_visit(NOBODY_ASKED, "F-1", "卡托普利 脸肿", EARLIER), told)
    assert [known.text for known in without_reaction(profile, "", "依那普利 干咳").reactions] == ["卡托普利 脸肿"]
    assert without_reaction(profile, "", "卡托普利 脸肿") == profile


def test_every_answer_to_one_check_is_taken_back() -> None:
    answers = [
        KeptOverrule(code=code, facts=(drug,), reason="问过", on=TODAY)
        for code, drug in (("a", "x"), ("a", "y"), ("b", "x"))
    ]
    profile = replace(NOBODY_ASKED, overrules=tuple(answers))
    assert [known.code for known in without_overrule(profile, "a").overrules] == ["b"]


def test_an_overrule_is_kept_for_its_facts_only() -> None:
    def overruled(reason: str, *facts: str) -> KeptOverrule:
        return KeptOverrule(code="nsaid/htn", facts=facts, reason=reason, on=TODAY)

    profile = with_overrule(with_overrule(NOBODY_ASKED, overruled("牙痛三天", "布洛芬")), overruled("换药", "萘普生"))
    assert [known.reason for known in with_overrule(profile, overruled("已查肾功能", "布洛芬")).overrules] == [
        "换药", "已查肾功能",
    ]  # fmt: skip


def test_what_nobody_could_read_is_kept_with_what_it_was_said_to_be() -> None:
    profile = with_medicine(with_medicine(NOBODY_ASKED, medicine("小白片")), medicine("阿司匹林"))
    read = with_meaning(profile, "小白片", "氨氯地平")
    assert [known.means for known in read.medicines] == ["氨氯地平", ""]
    assert (read.means("小白片"), read.means("心口病")) == ("氨氯地平", "")
    assert with_meaning(read, "小白片", "") == profile
    assert dict(with_meaning(read, "心口病", "冠心病").read_as) == {"小白片": "氨氯地平", "心口病": "冠心病"}


def test_what_a_newer_program_wrote_is_kept() -> None:
    document = to_json(with_medicine(NOBODY_ASKED, medicine("科素亚")))
    document["sleep"] = "poor"
    document["medicines"][0]["dose"] = "50 mg"
    assert to_json(from_json(MedicationProfile, document)) == document


TAKEN: dict[str, Any] = {"medicines": [{"name": "科素亚", "source": "hospital"}]}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, ""), ({"medicines": [], "medicines_asked_on": "2026-11-24"}, "没有吃别的药"), (TAKEN, "科素亚（医院开的）"),
        (TAKEN | {"reactions": [{"drug": "", "text": "依那普利 干咳"}, 7]}, "科素亚（医院开的）；不良反应 依那普利 干咳"),
        (
            {"labs": [{"code": "creatinine_umol_l", "value": 95.0, "on": "2026-11-24"}, {"code": "creatinine_umol_l", "value": 180.0, "on": "2026-08-01"}]},
            "肌酐 95 μmol/L（2026-11-24）",
        ),
        (
            {"planning_pregnancy": False, "planning_asked_on": "2026-11-24", "dropped": [{"text": "络活喜", "on": "2026-11-24", "reason": "不吃了"}]},
            "没有怀孕打算（2026-11-24）；不再算 络活喜（2026-11-24 不吃了）",
        ),
        ({"planning_pregnancy": True, "planning_asked_on": "2026-11-24"}, "打算怀孕（2026-11-24）"),
        ({"labs": [{"code": "of_tomorrow", "value": "+", "on": "2026-11-24"}]}, "of_tomorrow +（2026-11-24）"),
    ],
)  # fmt: skip
def test_what_stands_on_the_timeline(data: dict[str, Any], said: str) -> None:
    assert told_profile(data) == ("用药档案", said)
