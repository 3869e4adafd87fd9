"""Documents the township keeps, read by the form they were written on: what cannot be read is left out, nothing is lost."""

import json
from datetime import date
from typing import Any

import pytest

from sync.server.database import records
from sync.server.database.records import mirrored, person_facts
from sync.server.database.tables import Mirror, ResidentMirror
from tests.server.people import change, resident, visit
from tests.server.visits import received, seen


def resident_row(**values: Any) -> ResidentMirror:
    sent = resident(**values)
    plain = ("name", "sex_code", "birth_date", "id_no", "phone", "village_group", "address", "household_head", "status")
    return ResidentMirror(
        id=sent.entity_id, clinic_id="c-1", revision=sent.revision, change_id=sent.id,
        record=json.dumps(sent.data, ensure_ascii=False), **{name: sent.data[name] for name in plain},
    )  # fmt: skip


def test_a_visit_is_read_with_its_types() -> None:
    record = received(visit("V-1", revision=3))
    assert (record.kind.name, record.id, record.revision, record.day) == ("follow_up", "V-1", 3, date(2026, 11, 16))
    assert (record.resident_id, record.doctor_name, record.day_field) == ("R-1", "周国平", "visit_date")
    assert (record.values["sbp"], record.values["next_visit_date"]) == (146, date(2027, 2, 16))
    assert "sbp" in record.fields()
    assert record.title == "高血压患者随访服务记录表"


def test_what_cannot_be_read_is_left_out_of_the_values_and_kept_in_the_data() -> None:
    record = seen("2026-11-16", sbp="高", of_tomorrow=1)
    assert "sbp" not in record.values
    assert "of_tomorrow" not in record.values
    assert record.values["dbp"] == 88
    assert (record.data["record"]["sbp"], record.data["record"]["of_tomorrow"]) == ("高", 1)


def test_a_form_of_tomorrow_is_read_by_the_newest_we_know() -> None:
    sent = visit()
    record = received(sent.model_copy(update={"data": sent.data | {"form_version": 99}}))
    assert record.values["sbp"] == 146


def test_a_record_without_a_form_has_columns_and_no_values() -> None:
    record = received(change("stock_entry", "S-1", {"batch_id": "B-1", "kind": "receive", "moved_on": "2026-11-01"}))
    assert (record.values, record.meanings, record.form) == ({}, {}, None)
    assert record.problems({}, date(2026, 11, 25)) == []
    assert record.fields() == ["moved_on", "batch_id", "kind", "quantity", "reason"]
    assert (record.title, record.resident_id, record.day) == ("出入库", "", date(2026, 11, 1))


@pytest.mark.parametrize("entity", ["workpoint", ""])
def test_a_kind_nobody_knows_is_a_key_error(entity: str) -> None:
    with pytest.raises(KeyError):
        records.read(entity, {}, Mirror(entity=entity, id="x", clinic_id="c", resident_id="", revision=1, change_id="x",
                                        recorded_at="", record="{}"))  # fmt: skip


def test_a_void_record_is_not_valid() -> None:
    assert received(visit()).valid
    assert not received(visit(status="void")).valid
    assert received(resident()).valid


def test_a_course_is_one_kind_and_one_disease() -> None:
    pressure, sugar = received(visit("V-1")), received(visit("V-2", disease="dm"))
    assert pressure.alike(received(visit("V-3")))
    assert not pressure.alike(sugar)
    assert not pressure.alike(received(resident()))
    assert received(resident()).alike(received(resident("R-2")))


def test_the_form_judges_with_what_is_known_of_the_person() -> None:
    expecting = seen("2026-11-16", pregnant=True)
    today = date(2026, 11, 25)
    assert expecting.problems({"sex_code": "2", "birth_date": date(1990, 3, 12)}, today) == []
    assert [problem.field for problem in expecting.problems({"sex_code": "1"}, today)] == ["pregnant"]
    assert seen("2026-11-26").problems({}, today) == []  # a clinic's clock may run ahead around midnight
    assert [problem.field for problem in seen("2026-11-27").problems({}, today)][:1] == ["visit_date"]


def test_a_mirror_row_is_read_as_what_it_mirrors() -> None:
    record = mirrored(resident_row(name="梁国富", revision=2))
    assert (record.kind.name, record.id, record.revision, record.recorded_at) == ("resident", "R-1", 2, "")
    assert record.values["name"] == "梁国富"
    data = {"resident_id": "R-1", "disease": "htn", "enrolled_on": "2026-01-02"}
    row = Mirror(
        entity="enrolment", id="E-1", clinic_id="c-1", resident_id="R-1", revision=1, change_id="E-1.r1",
        recorded_at="2026-01-02T08:00:00+08:00", record=json.dumps(data),
    )  # fmt: skip
    assert (mirrored(row).kind.name, mirrored(row).data, mirrored(row).recorded_at) == (
        "enrolment",
        data,
        row.recorded_at,
    )


@pytest.mark.parametrize(
    ("values", "facts"),
    [
        ({}, {"birth_date": date(1957, 3, 12)}),
        ({"birth_date": "不详"}, {}),
        ({"status": "2", "closed_reason": "death", "closed_on": "2026-10-01"},
         {"birth_date": date(1957, 3, 12), "closed_on": date(2026, 10, 1)}),
    ],
)  # fmt: skip
def test_facts_about_a_person_are_those_that_can_be_read(values: dict[str, Any], facts: dict[str, date]) -> None:
    known = person_facts(resident_row(**values))
    assert {name: known[name] for name in known if name in ("birth_date", "closed_on")} == facts
    assert (known["sex_code"], known["status"]) == ("2", values.get("status", "0"))
    assert known["closed_reason"] == values.get("closed_reason", "")
