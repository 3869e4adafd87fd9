"""A resident is certain in three things and open in the rest; every field of the official form says what it means."""

from dataclasses import fields
from datetime import date
from typing import get_type_hints

import pytest

from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.resident import Enrolment, Resident

_SOMEBODY = Resident(name="何秀珍", sex_code="2", birth_date=date(1968, 3, 12))


def meanings(entity: type) -> dict[str, Meaning]:
    """What each field of an entity means, by its name."""
    hints = get_type_hints(entity, include_extras=True)
    return {
        name: note
        for name, hint in hints.items()
        for note in getattr(hint, "__metadata__", ())
        if isinstance(note, Meaning)
    }


def test_a_row_of_a_roster_is_a_resident_with_an_open_record() -> None:
    assert _SOMEBODY.status == "0"
    assert (_SOMEBODY.closed_on, _SOMEBODY.closed_reason) == (None, "")
    assert (_SOMEBODY.id_type, _SOMEBODY.id_no) == ("01", "")
    assert _SOMEBODY.past_diseases == _SOMEBODY.surgeries == _SOMEBODY.drug_allergy_codes == ()


@pytest.mark.parametrize("missing", ["name", "sex_code", "birth_date"])
def test_name_sex_and_birth_date_are_certain(missing: str) -> None:
    known = {"name": "何秀珍", "sex_code": "2", "birth_date": date(1968, 3, 12)}
    del known[missing]
    with pytest.raises(TypeError, match=missing):
        Resident(**known)  # type: ignore[arg-type]


@pytest.mark.parametrize(("entity", "without"), [(Resident, {"extra"}), (Enrolment, {"resident_id"})])
def test_every_field_says_what_it_means(entity: type, without: set[str]) -> None:
    assert {field.name for field in fields(entity)} - meanings(entity).keys() == without


@pytest.mark.parametrize("entity", [Resident, Enrolment])
def test_no_two_fields_of_a_record_have_one_name_on_paper(entity: type) -> None:
    labels = [meaning.label for meaning in meanings(entity).values()]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(("field", "code"), [("id_type", "01"), ("status", "0")])
def test_what_stands_there_from_the_start_is_a_code_of_its_list(field: str, code: str) -> None:
    table = meanings(Resident)[field].codes
    assert table is not None
    assert getattr(_SOMEBODY, field) == code
    assert table.label(code)


def test_a_register_is_entered_for_a_disease_of_the_list_and_not_ended() -> None:
    entry = Enrolment(resident_id="r1", disease="t2dm", enrolled_on=date(2020, 1, 1))
    assert codes.DISEASE.label(entry.disease).endswith("糖尿病")
    assert (entry.ended_on, entry.ended_reason, entry.height_cm) == (None, "", None)
