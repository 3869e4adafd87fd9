"""What a value means, declared once beside its type."""

from dataclasses import dataclass, fields
from typing import Annotated

import pytest

from vclinic.diseases.hypertension.record import HypertensionFollowUp
from vclinic.domain import codes
from vclinic.domain.fields import CodeList, Meaning, meanings
from vclinic.domain.resident import Resident

LISTS = [var for var in vars(codes).values() if isinstance(var, CodeList)]


def test_only_what_carries_a_meaning_is_a_field_of_a_form() -> None:
    @dataclass
    class Record:
        name: Annotated[str, "as on the card", Meaning("姓名", "text")]
        place: Annotated[int, "storage only"]
        extra: tuple[str, ...] = ()
        sex: Annotated[str, Meaning("性别", "code", codes=codes.SEX)] = ""

    assert {name: entry.label for name, entry in meanings(Record).items()} == {"name": "姓名", "sex": "性别"}


@pytest.mark.parametrize("record", [HypertensionFollowUp, Resident])
def test_every_field_of_a_form_has_its_meaning_in_order(record: type) -> None:
    assert list(meanings(record)) == [field.name for field in fields(record) if field.name != "extra"]
    for meaning in meanings(record).values():
        assert meaning.label
        assert (meaning.codes is not None) == (meaning.kind in ("code", "codes"))
        assert bool(meaning.entry) == (meaning.kind == "entries")
        if meaning.kind in ("integer", "decimal", "pairs"):
            assert meaning.low is not None
            assert meaning.high is not None
            assert meaning.low < meaning.high


@pytest.mark.parametrize("listed", LISTS, ids=lambda case: case.name)
def test_a_code_list_is_unambiguous(listed: CodeList) -> None:
    keys = [code for code, _ in listed.options]
    assert len(set(keys)) == len(keys)
    assert len({label for _, label in listed.options}) == len(keys)
    assert all(code in listed for code in filter(None, (listed.exclusive, listed.other)))
    assert not listed.exclusive or listed.label(listed.exclusive).startswith("无")
    assert not listed.other or listed.label(listed.other).startswith("其他")


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert codes.SEX.label("1") == "男"
    assert codes.SEX.label("7") == "7"
    assert "7" not in codes.SEX
    assert 1 not in codes.SEX
