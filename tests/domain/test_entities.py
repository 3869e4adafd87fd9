"""What the declarations of records promise, on both sides of the wire."""

from typing import Any

import pytest

from vclinic.domain import entities
from vclinic.domain.entities import ENTITIES, by_name
from vclinic.domain.entity import Column, Entity, FormPlace, Parent, plain, value_at

DISPENSING: dict[str, Any] = {
    "resident_id": "r-1",
    "prescription_id": "p-1",
    "kind": "dispense",
    "reverses": None,
    "dispensed_on": "2026-11-25",
    "total": 4200,
    "lines": [
        {
            "drug_id": "d-1",
            "drug_name": "氨氯地平",
            "base_unit": "片",
            "wanted": 28,
            "quantity": 28,
            "batches": [
                {"batch_no": "A1", "expires_on": "2027-01-31", "quantity": 20, "price": 150},
                {"batch_no": "A2", "expires_on": "2027-05-31", "quantity": 8, "price": 150},
            ],
        },
        {"drug_id": "d-2", "drug_name": "吲达帕胺", "base_unit": "片", "wanted": 14, "quantity": 0, "reason": "缺药"},
    ],
}
SAMPLES: dict[str, dict[str, Any]] = {
    "doctor": {"name": "王秀兰", "login": "wxl"},
    "resident": {"name": "杨素芬"},
    "enrolment": {"resident_id": "r-1", "disease": "htn", "enrolled_on": "2024-01-01", "height_cm": 158.0},
    "follow_up": {
        "resident_id": "r-1",
        "disease": "htn",
        "form_id": "a_form",
        "form_version": 1,
        "record": {"visit_date": "2026-11-25"},
    },
    "prescription": {
        "resident_id": "r-1",
        "reasons": [["follow_up", "f-1"]],
        "issued_on": "2026-11-25",
        "diseases": ["htn"],
        "medication": [{"drug_name": "氨氯地平", "frequency": "qd", "dose_value": 5.0, "dose_unit": "mg"}],
        "diet": [],
        "exercise": {},
    },
    "batch": {
        "drug_id": "d-1",
        "drug_name": "氨氯地平 5 mg",
        "batch_no": "A1",
        "expires_on": "2027-01-31",
        "cost": 150,
        "price": 150,
    },
    "stock_entry": {"batch_id": "b-1", "kind": "receive", "quantity": 100, "moved_on": "2026-11-25"},
    "dispensing": DISPENSING,
    "medication_profile": {
        "resident_id": "r-1",
        "told_on": "2026-11-25",
        "medicines": [{"name": "科素亚", "source": "hospital", "told_on": "2026-11-25", "hospital_started": True}],
        "labs": [{"code": "creatinine_umol_l", "value": 88.0, "on": "2026-11-20"}],
    },
    "announcement": {"title": "停电", "text": "周三停电。", "published_on": "2026-11-25", "valid_until": ""},
    "announcement_read": {"announcement_id": "n-1", "announcement_revision": 1, "read_on": "2026-11-25"},
    "remark_reply": {
        "resident_id": "r-1",
        "about": [["follow_up", "v-1"]],
        "about_change": "c-1",
        "notice": 7,
        "text": "量过两次，确是这样",
        "replied_on": "2026-11-25",
    },
}


def test_every_kind_has_a_sample_here_that_can_be_filed() -> None:
    assert list(SAMPLES) == [entity.name for entity in ENTITIES]
    assert {name: entity.lacks(SAMPLES[name]) for name in SAMPLES if (entity := by_name(name))} == dict.fromkeys(
        SAMPLES, ""
    )


def test_parents_come_before_what_hangs_on_them() -> None:
    seen: set[str] = set()
    for entity in ENTITIES:
        seen.add(entity.name)
        assert {parent.entity for parent in entity.parents if parent.entity} <= seen


def test_a_kind_about_a_resident_says_who_it_is() -> None:
    about = {entity.name: entity.resident_of("the-id", SAMPLES[entity.name]) for entity in ENTITIES}
    assert {name for name, whose in about.items() if whose == "the-id"} == {"resident"}
    assert {name for name, whose in about.items() if whose == "r-1"} == {
        name for name, sample in SAMPLES.items() if "resident_id" in sample
    }


def test_parents_are_read_from_the_data_each_once() -> None:
    old = {"resident_id": "r-1", "follow_up_id": "f-1"}
    assert entities.parents_of("prescription", old) == [("resident", "r-1"), ("follow_up", "f-1")]
    both = old | {"reasons": [["follow_up", "f-1"], ["follow_up", "f-2"], ["house_call", "h-1"], ["odd"], 5]}
    assert entities.parents_of("prescription", both) == [
        ("resident", "r-1"),
        ("follow_up", "f-1"),
        ("follow_up", "f-2"),
    ]
    assert entities.parents_of("prescription", {"resident_id": 5, "reasons": "none"}) == []
    assert entities.parents_of("a_kind_of_tomorrow", old) == []


def test_what_is_taken_back_is_filed_first() -> None:
    back = DISPENSING | {"kind": "reversal", "reverses": "g-1", "reason": "开错"}
    queue = [("dispensing", back, 1), ("a_kind_of_tomorrow", {}, 1), ("dispensing", DISPENSING, 1), ("resident", {}, 2)]
    queue.sort(key=lambda entry: entities.order(*entry))
    assert [(name, data.get("kind")) for name, data, _ in queue] == [
        ("resident", None),
        ("dispensing", "dispense"),
        ("dispensing", "reversal"),
        ("a_kind_of_tomorrow", None),
    ]


def test_days_and_names() -> None:
    days = {entity.name: entity.day_of(SAMPLES[entity.name]) for entity in ENTITIES}
    assert {name for name, result in days.items() if result is None} == {"doctor", "resident", "batch"}
    follow_up, batch = by_name("follow_up"), by_name("batch")
    assert follow_up is not None
    assert batch is not None
    assert follow_up.day_of({"record": "torn"}) is None
    assert batch.named(SAMPLES["batch"]) == "氨氯地平 5 mg A1"
    assert entities.label("follow_up") == "随访"
    assert entities.label("a_kind_of_tomorrow") == "a_kind_of_tomorrow"


def test_the_townships_kinds_are_its_own() -> None:
    assert [entity.name for entity in entities.owned_by("township")] == ["announcement"]
    assert {entity.name for entity in entities.owned_by("clinic")} == set(SAMPLES) - {"announcement"}


def test_a_form_is_found_where_it_stands() -> None:
    places = {entity.name: entity.form_of(SAMPLES[entity.name]) for entity in ENTITIES}
    assert places["resident"] == ("personal_information", 0, SAMPLES["resident"])
    assert places["follow_up"] == ("a_form", 1, {"visit_date": "2026-11-25"})
    assert {name for name, place in places.items() if place is None} == set(SAMPLES) - {"resident", "follow_up"}
    assert {entity.name for entity in ENTITIES if entity.reviewed} == {"resident", "follow_up"}
    form = Entity(name="toy", label="玩具", form=FormPlace(record="record"))
    assert form.form_of({"form_id": "x", "form_version": "two", "record": 5}) == ("x", 0, {})


@pytest.mark.parametrize(
    ("data", "title", "detail"),
    [
        (DISPENSING, "发药 4.20 元", "氨氯地平 28 片、吲达帕胺 0 片"),
        (DISPENSING | {"kind": "reversal", "reason": "开错"}, "冲销发药", "开错：退回 氨氯地平 28 片、吲达帕胺 0 片"),
    ],
)
def test_a_dispensing_is_told_with_what_was_given(data: dict[str, Any], title: str, detail: str) -> None:
    entity = by_name("dispensing")
    assert entity is not None
    assert entity.told is not None
    assert entity.told(data) == (title, detail)


def test_what_stands_on_the_timeline_is_told() -> None:
    told = {entity.name: entity.told(SAMPLES[entity.name]) for entity in ENTITIES if entity.told}
    assert told["follow_up"] == ("高血压随访", "")
    assert told["prescription"] == ("三处方第 1 版", "氨氯地平")
    assert told["medication_profile"] == ("用药档案", "科素亚（医院开的）；肌酐 88 μmol/L（2026-11-20）")
    assert set(told) == {"follow_up", "prescription", "dispensing", "medication_profile"}
    prescription = by_name("prescription")
    assert prescription is not None
    assert prescription.told is not None
    assert prescription.told({"version": 3, "medication": []}) == ("三处方第 3 版", "没有开药")


def test_tables_have_a_cell_for_every_heading() -> None:
    for entity in ENTITIES:
        for row in entity.rows(SAMPLES[entity.name]):
            assert len(row) == len(entity.columns)
    dispensing = by_name("dispensing")
    assert dispensing is not None
    headings = [column.heading for column in dispensing.columns]
    rows = [dict(zip(headings, row, strict=True)) for row in dispensing.rows(DISPENSING)]
    assert [(row["药品"], row["批号"], row["实发"], row["单价（元）"], row["种类"]) for row in rows] == [
        ("氨氯地平", "A1", "20", "0.150", "发药"),
        ("氨氯地平", "A2", "8", "0.150", "发药"),
        ("吲达帕胺", "", "", "", "发药"),
    ]
    prescription, entry = by_name("prescription"), by_name("stock_entry")
    assert prescription is not None
    assert entry is not None
    assert next(prescription.rows(SAMPLES["prescription"]))[2:4] == ["高血压", "氨氯地平"]
    assert next(prescription.rows({"diseases": 5, "medication": [5]}))[2:4] == ["", ""]
    assert next(entry.rows({"kind": "borrowed", "batch_id": ["odd"]}))[1:3] == ["odd", "borrowed"]


def test_what_is_kept_on_the_page_of_the_stock() -> None:
    assert [entity.name for entity in ENTITIES if entity.in_stock] == ["batch", "stock_entry"]


def test_values_as_text() -> None:
    assert [plain(value) for value in (None, "", "a", 1.5, ["a", None, 2])] == ["", "", "a", "1.5", "a、、2"]
    assert value_at({"a": {"b": 5}}, "a.b") == 5
    assert value_at({"a": 5}, "a.b") is None


def test_a_kind_declared_with_a_name_alone_works() -> None:
    toy = Entity(name="toy", label="玩具", parents=(Parent("of", "toy"),), columns=(Column("a.b", "甲"),))
    assert (toy.lacks({}), toy.parents_of({}), toy.day_of({}), toy.named({})) == ("", [], None, "")
    assert list(toy.rows({"a": {"b": 3}})) == [["3"]]
    assert [next(toy.cells({"a": {"b": value}})) for value in (3, 2.5, True, None)] == [[3], [2.5], ["True"], [""]]
    assert toy.takes_back({"of": "t-1"}) == "t-1"


def test_for_programs_a_forms_record_stands_beside_the_records_own_fields() -> None:
    visit, person = (by_name(name) for name in ("follow_up", "resident"))
    assert visit is not None
    assert person is not None
    data = {"resident_id": "r-1", "status": "valid", "record": {"sbp": 150, "status": "of the form"}}
    assert visit.flat(data) == {"resident_id": "r-1", "status": "of the form", "sbp": 150}
    assert visit.flat({"resident_id": "r-1", "record": "nothing that can be read"}) == {"resident_id": "r-1"}
    assert person.flat({"name": "杨素芬"}) == {"name": "杨素芬"}


def test_a_program_with_fewer_kinds_does_not_know_the_others_and_then_knows_them_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every_kind = entities.ENTITIES
    dropped = every_kind[-1].name
    with monkeypatch.context() as older:
        older.setattr(entities, "ENTITIES", every_kind[:-1])
        assert entities.by_name(dropped) is None
        assert entities.order(dropped, {}, 1) == (len(every_kind) - 1, False, 1)
    assert entities.by_name(dropped) is every_kind[-1]
