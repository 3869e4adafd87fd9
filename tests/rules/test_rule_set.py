"""Rule sets are data; half a set, or one that cannot be honoured, is never judged by."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.rules.people import BOOK, RULES, before, facts
from vclinic.diseases.hypertension.assess import assess
from vclinic.diseases.hypertension.disease import HYPERTENSION
from vclinic.resources import resource
from vclinic.rules.rule_set import FORMAT, RuleBook, UnreadRules, load_rule_sets

SHIPPED = resource("rules", "hypertension-2017-cn-3.json")
READERS = {"hypertension": HYPERTENSION.read_rules}
MARKS = {"verified", "corroborated", "de-facto", "local", "memory", "design"}


def changed(folder: Path, change: Callable[[dict[str, Any]], object], name: str = "set.json") -> Path:
    document = json.loads(SHIPPED.read_text(encoding="utf-8"))
    change(document)
    path = folder / name
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def test_the_shipped_set_says_what_the_clauses_say() -> None:
    assert (RULES.sbp_below, RULES.dbp_below, RULES.elderly_age) == (140, 90, 65)
    assert (RULES.elderly_sbp_below, RULES.elderly_dbp_below) == (150, 90)
    assert (RULES.emergency_sbp, RULES.emergency_dbp) == (180, 110)
    assert (RULES.revisit_days, RULES.routine_months, RULES.referral_trigger_count) == (14, 3, 2)
    assert (RULES.goal_age, RULES.goal_sbp_below, RULES.goal_dbp_below) == (80, 130, 80)


def test_every_value_has_a_mark_and_a_source() -> None:
    values = json.loads(SHIPPED.read_text(encoding="utf-8"))["values"]
    assert all(value["mark"] in MARKS and value["source"] for value in values.values())
    assert values["elderly_sbp_below"]["mark"] == "de-facto"


def test_the_set_in_force_is_the_last_one_begun() -> None:
    later = replace(RULES, id="later", effective_from=date(2027, 1, 1))
    book = RuleBook({"hypertension": (RULES, later)})
    assert book.on("hypertension", date(2026, 12, 31)) is RULES
    assert book.on("hypertension", date(2027, 1, 1)) is later
    assert book.on("hypertension", date(1999, 1, 1)) is RULES


def test_a_record_finds_the_set_it_was_judged_by() -> None:
    assert BOOK.by_id("hypertension", RULES.id) is RULES
    assert BOOK.by_id("hypertension", "another county's") is None
    assert BOOK.by_id("palmistry", RULES.id) is None


def test_sets_are_ordered_by_their_day_not_by_their_file(tmp_path: Path) -> None:
    newer = changed(tmp_path, lambda document: document.update(id="newer", effective_from="2027-01-01"), "a.json")
    assert [entry.id for entry in load_rule_sets(READERS, [newer, SHIPPED]).sets["hypertension"]] == [RULES.id, "newer"]


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["values"].pop("emergency_sbp"),
        lambda document: document["values"].update(spare={"value": 1}),
        lambda document: document["values"]["sbp_below"].update(value="140"),
        lambda document: document["values"]["sbp_below"].update(value=True),
        lambda document: document["values"]["sbp_below"].update(value=0),
        lambda document: document["values"]["referral_trigger_count"].update(value=3),
        lambda document: document.update(effective_from="soon"),
    ],
    ids=["missing", "unknown", "text", "flag", "zero", "three visits", "date"],
)  # fmt: skip
def test_a_set_that_is_not_whole_is_loud(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        load_rule_sets(READERS, [changed(tmp_path, change)])


def test_no_set_two_of_one_id_and_no_json_are_loud(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no rule set"):
        load_rule_sets(READERS, [])
    with pytest.raises(ValueError, match="one id"):
        load_rule_sets(READERS, [SHIPPED, SHIPPED])
    torn = tmp_path / "torn.json"
    torn.write_text('{"id": ', encoding="utf-8")
    with pytest.raises(ValueError, match="Expecting"):
        load_rule_sets(READERS, [torn])


def test_a_county_may_refer_at_the_first_unsatisfactory_visit() -> None:
    strict = replace(RULES, referral_trigger_count=1)
    assessment = assess(facts(58, "146/92"), strict)
    assert (assessment.action, assessment.referral, assessment.visit_class) == ("REFER", "suggested", "2")
    assert [reason.code for reason in assessment.reasons] == ["unsatisfied_refer", "schedule"]
    assert assess(facts(58, "136/84", previous=before("150/90")), strict).action == "ROUTINE"


def test_a_county_may_set_its_own_intervals() -> None:
    weekly = replace(RULES, revisit_days=7, routine_months=1)
    assert assess(facts(58, "146/92"), weekly).reasons[-1].text == "1 周内再随访，最迟 2026-12-01。"
    assert assess(facts(58, "136/84"), weekly).next_visit_date == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("change", "text"),
    [(lambda document: document.update(kind="thyroid"), "thyroid"), (lambda document: document.update(format=FORMAT + 1), "较新")],
    ids=["kind", "format"],
)  # fmt: skip
def test_a_file_nobody_here_reads_is_named_and_harms_nobody(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], text: str
) -> None:
    strange = changed(tmp_path, change)
    book = load_rule_sets(READERS, [strange, SHIPPED])
    assert [rules.id for rules in book.sets["hypertension"]] == [RULES.id]
    ((file, why),) = [(entry.file, entry.why) for entry in book.unread]
    assert file == strange.name
    assert text in why
    assert BOOK.unread == ()
    assert isinstance(book.unread[0], UnreadRules)


def test_a_rule_file_that_is_no_object_is_loud(tmp_path: Path) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="not an object"):
        load_rule_sets(READERS, [odd])
