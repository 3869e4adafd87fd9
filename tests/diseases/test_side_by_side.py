"""Two versions row by row: what differs, what only one side changed, and the record that is chosen from them."""

from typing import Any

from vclinic.diseases.side_by_side import MINE, OTHER, Row, compare, merged, record_of
from vclinic.domain import entities
from vclinic.domain.conflict import ANSWERS
from vclinic.domain.entity import Entity


def kind(name: str) -> Entity:
    made = entities.by_name(name)
    assert made is not None
    return made


RESIDENT, VISIT, ENROLMENT, PROFILE = (
    kind(name) for name in ("resident", "follow_up", "enrolment", "medication_profile")
)
BASE: dict[str, Any] = {"name": "何秀珍", "sex_code": "2", "birth_date": "1968-03-12", "phone": "1", "address": "二组"}


def visit(**record: Any) -> dict[str, Any]:
    return {
        "resident_id": "R-1", "disease": "htn", "form_id": "hypertension_follow_up", "form_version": 3,
        "record": {"visit_date": "2026-11-16", "sbp": 136, "dbp": 84, "heart_rate": 72} | record, "doctor_name": "周国平",
    }  # fmt: skip


def differing(rows: tuple[Row, ...]) -> dict[str, tuple[str, str, str]]:
    return {row.key: (row.mine, row.other, row.proposed) for row in rows if row.differs}


def test_what_only_one_side_changed_is_proposed_and_what_both_changed_is_not() -> None:
    rows = compare(RESIDENT, BASE | {"phone": "2"}, BASE | {"address": "三组", "phone": "3"}, BASE)
    assert differing(rows) == {"phone": ("2", "3", ""), "address": ("二组", "三组", OTHER)}
    mine = compare(RESIDENT, BASE | {"phone": "2"}, BASE, BASE)
    assert differing(mine) == {"phone": ("2", "1", MINE)}


def test_without_what_both_began_with_nothing_is_proposed() -> None:
    assert differing(compare(RESIDENT, BASE | {"phone": "2"}, BASE, None)) == {"phone": ("2", "1", "")}


def test_fields_left_out_and_fields_left_empty_are_the_same() -> None:
    assert differing(compare(RESIDENT, BASE | {"id_no": "", "allergies": []}, BASE, BASE)) == {}


def test_every_row_of_the_form_is_there_whether_it_differs_or_not() -> None:
    rows = compare(VISIT, visit(), visit(), None)
    assert {"visit_date", "sbp", "heart_rate"} <= {name for row in rows for name in row.fields}
    assert differing(rows) == {}


def test_a_visit_is_compared_by_its_record_and_not_by_who_signed_it() -> None:
    other = visit(heart_rate=88) | {"doctor_name": "李医生", "correction_reason": "量错了"}
    assert differing(compare(VISIT, visit(), other, visit())) == {"heart_rate": ("72 次/分", "88 次/分", OTHER)}


def test_a_value_nobody_can_read_stands_as_nothing_and_still_differs() -> None:
    assert differing(compare(VISIT, visit(), visit(heart_rate="many"), None)) == {"heart_rate": ("72 次/分", "—", "")}


def test_a_field_of_a_newer_program_is_shown_by_its_name_and_can_be_chosen() -> None:
    mine, other = BASE | {"mood": "good"}, BASE | {"mood": "bad"}
    (row,) = [row for row in compare(RESIDENT, mine, other, BASE) if row.differs]
    assert (row.caption, row.mine, row.other) == ("mood", "good", "bad")
    assert merged(RESIDENT, mine, other, (row,), {"mood": OTHER})["mood"] == "bad"


def test_versions_on_different_forms_are_compared_by_their_fields() -> None:
    rows = compare(VISIT, visit(), visit() | {"form_version": 1003}, None)
    assert "form_version" in differing(rows)


def test_a_form_nobody_knows_is_compared_by_its_fields() -> None:
    mine = visit() | {"form_id": "of_tomorrow"}
    assert list(differing(compare(VISIT, mine, mine | {"status": "void"}, None))) == ["status"]


def test_a_kind_without_a_form_is_shown_under_its_headings() -> None:
    mine = {"resident_id": "R-1", "disease": "htn", "enrolled_on": "2020-01-01", "height_cm": 158.0}
    rows = compare(ENROLMENT, mine, mine | {"height_cm": 161.0}, mine)
    (row,) = [row for row in rows if row.differs]
    assert (row.mine, row.other, row.proposed) == ("158.0", "161.0", OTHER)


def test_lists_are_compared_and_chosen_whole() -> None:
    lines = [{"name": "拜新同", "source": "hospital", "told_on": "2026-11-24"}]
    mine = {"resident_id": "R-1", "told_on": "2026-11-24", "medicines": lines}
    other = mine | {"medicines": [*lines, {"name": "立普妥", "source": "hospital", "told_on": "2026-11-25"}]}
    rows = compare(PROFILE, mine, other, mine)
    (row,) = [row for row in rows if row.differs]
    assert "立普妥" in row.other
    assert merged(PROFILE, mine, other, rows, {row.key: OTHER})["medicines"] == other["medicines"]


def test_only_the_chosen_fields_are_taken_over() -> None:
    mine, other = visit(heart_rate=92, weight_kg=66), visit(heart_rate=88)
    rows = compare(VISIT, mine, other, visit())
    chosen = merged(VISIT, mine, other, rows, {"heart_rate": OTHER, "weight_kg": MINE})
    assert record_of(VISIT, chosen)["heart_rate"] == 88
    assert record_of(VISIT, chosen)["weight_kg"] == 66
    without = merged(VISIT, mine, other, rows, {row.key: OTHER for row in rows})
    assert "weight_kg" not in record_of(VISIT, without)


def test_what_belongs_to_an_earlier_act_is_not_carried_on() -> None:
    mine = BASE | {ANSWERS: {"mine": "A-1"}, "correction_reason": "错字"}
    assert merged(RESIDENT, mine, BASE, (), {}) == BASE


def test_a_record_that_is_no_object_holds_nothing() -> None:
    assert record_of(VISIT, {"record": "text"}) == {}
