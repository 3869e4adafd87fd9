"""What devices say becomes a reading or a list of problems; nothing impossible comes through."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from vclinic.devices.reading import DBP, GLUCOSE, HEART_RATE, KINDS, SBP, Reading, read
from vclinic.diseases import DISEASES
from vclinic.domain.fields import Meaning

CARD = {"name": "王秀英", "id_no": "11010519491231002X"}
PRESSURE = {"sbp": 138, "dbp": 84}


def whole(kind: str, **said: object) -> dict[str, object]:
    outcome = read(kind, said, "仪器")
    assert isinstance(outcome, Reading), outcome
    assert (outcome.kind, outcome.source) == (kind, "仪器")
    return dict(outcome.fields)


def wrong(kind: str, **said: object) -> list[tuple[str, str]]:
    outcome = read(kind, said, "仪器")
    assert not isinstance(outcome, Reading), outcome
    assert all(problem.text.endswith("。") for problem in outcome)
    return [(problem.field, problem.code) for problem in outcome]


def test_a_card_gives_the_fields_of_a_resident_and_drops_the_photo() -> None:
    said = {"sex": "女", "nation": "土家", "birth_date": "1949-12-31", "address": "某村", "photo": "/9j/4AAQ"}
    assert whole("id_card", **CARD, **said, valid_from="20100101", valid_until="20300101") == {
        "name": "王秀英",
        "sex_code": "2",
        "ethnic_code": "15",
        "birth_date": date(1949, 12, 31),
        "address": "某村",
        "id_no": "11010519491231002X",
        "valid_from": date(2010, 1, 1),
        "valid_until": date(2030, 1, 1),
    }


def test_sex_and_birth_date_are_those_of_the_number_where_the_card_says_none() -> None:
    fields = whole("id_card", **CARD, address="", valid_until="长期")
    assert fields == {
        "name": "王秀英",
        "id_no": "11010519491231002X",
        "sex_code": "2",
        "birth_date": date(1949, 12, 31),
    }


@pytest.mark.parametrize("nation", ["土家", "土家族", "15"])
def test_a_nation_is_known_by_word_and_code(nation: str) -> None:
    assert whole("id_card", **CARD, nation=nation)["ethnic_code"] == "15"


def test_who_became_a_citizen_is_of_the_registrys_own_code() -> None:
    assert whole("id_card", **CARD, nation="外国血统中国籍人士")["ethnic_code"] == "98"


def test_rare_letters_and_the_dot_of_a_name_stay_as_they_are() -> None:
    for name in ("𠮷䶮", "阿卜杜拉·买买提", "〇一", "Anna Li"):
        assert whole("id_card", **CARD | {"name": name})["name"] == name


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ({"id_no": "110105194912310021"}, [("id_no", "check_digit")]),
        ({"id_no": "1101051949123100"}, [("id_no", "length")]),
        ({"id_no": "11010519491331002X"}, [("id_no", "no_such_date")]),
        ({"id_no": ""}, [("id_no", "missing")]),
        ({"id_no": 110105}, [("id_no", "not_text")]),
        ({"name": None}, [("name", "missing")]),
        ({"name": "王\x07英"}, []),  # a mark nobody sees goes
        ({"name": "王\t英"}, [("name", "not_text")]),
        ({"name": "王" * 50}, []),
        ({"name": "王" * 51}, [("name", "too_long")]),
        ({"name": "\ud800"}, [("name", "not_text")]),
        ({"sex": "男"}, [("sex", "disagrees")]),
        ({"sex": "未知"}, []),
        ({"sex": "雌"}, [("sex", "unknown_code")]),
        ({"nation": "火星"}, [("nation", "unknown_code")]),
        ({"birth_date": "19491230"}, [("birth_date", "disagrees")]),
        ({"birth_date": "19490231"}, [("birth_date", "no_such_date")]),
        ({"birth_date": "1949-1231"}, [("birth_date", "no_such_date")]),
        ({"birth_date": 19491231}, [("birth_date", "no_such_date")]),
        ({"valid_from": "20200101", "valid_until": "20191231"}, [("valid_until", "order")]),
        ({"valid_from": "20200101", "valid_until": "20200101"}, []),
        ({"name": "", "id_no": "1"}, [("id_no", "length"), ("name", "missing")]),
    ],
)
def test_a_card_is_refused_field_by_field(said: dict[str, object], problems: list[tuple[str, str]]) -> None:
    if problems:
        assert wrong("id_card", **CARD | said) == problems
    else:
        whole("id_card", **CARD | said)


def test_a_pressure_is_read_with_pulse_and_time() -> None:
    fields = whole("blood_pressure", **PRESSURE, heart_rate=72, taken_at="2026-11-28T09:15:00")
    taken = fields.pop("taken_at")
    assert fields == {"sbp": 138, "dbp": 84, "heart_rate": 72}
    assert isinstance(taken, datetime)
    assert taken.utcoffset() == timedelta(hours=8)


def test_a_time_with_an_offset_keeps_it() -> None:
    taken = whole("blood_pressure", **PRESSURE, taken_at="2026-11-28T01:15:00+00:00")["taken_at"]
    assert isinstance(taken, datetime)
    assert taken.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ({"sbp": 300, "dbp": 200}, []),
        ({"sbp": 50, "dbp": 30}, []),
        ({"sbp": 301}, [("sbp", "out_of_bounds")]),
        ({"sbp": 49, "dbp": 30}, [("sbp", "out_of_bounds")]),
        ({"dbp": 29}, [("dbp", "out_of_bounds")]),
        ({"sbp": 84, "dbp": 84}, [("dbp", "order")]),
        ({"sbp": 85, "dbp": 84}, []),
        ({"sbp": "138"}, [("sbp", "not_a_number")]),
        ({"sbp": True}, [("sbp", "not_a_number")]),
        ({"sbp": 138.5}, [("sbp", "not_whole")]),
        ({"sbp": 138.0}, []),
        ({"sbp": float("nan")}, [("sbp", "out_of_bounds")]),
        ({"sbp": float("inf")}, [("sbp", "out_of_bounds")]),
        ({"dbp": None}, [("dbp", "missing")]),
        ({"heart_rate": 0}, [("heart_rate", "out_of_bounds")]),
        ({"taken_at": ""}, []),
        ({"taken_at": "今天"}, [("taken_at", "no_such_time")]),
        ({"taken_at": 1764292500}, [("taken_at", "no_such_time")]),
        ({"taken_at": "9999-12-31T23:59:59Z"}, [("taken_at", "no_such_time")]),  # beyond the calendar in Beijing
        ({"taken_at": "0001-01-01T00:00:00+14:00"}, [("taken_at", "no_such_time")]),
    ],
)
def test_an_impossible_pressure_is_refused(said: dict[str, object], problems: list[tuple[str, str]]) -> None:
    if problems:
        assert wrong("blood_pressure", **PRESSURE | said) == problems
    else:
        whole("blood_pressure", **PRESSURE | said)


def test_glucose_is_taken_in_mmol_only() -> None:
    assert whole("glucose", glucose=6.8) == {"glucose": 6.8}
    assert whole("glucose", glucose=7, unit="mmol/L") == {"glucose": 7.0}
    # 22 mg/dL would lie within the limits of the other unit
    assert wrong("glucose", glucose=22, unit="mg/dL") == [("unit", "unit")]
    assert wrong("glucose", glucose=0.9) == [("glucose", "out_of_bounds")]


def test_a_barcode_is_a_line_of_text() -> None:
    assert whole("barcode", text=" 6901234567892\r") == {"text": "6901234567892"}
    assert wrong("barcode", text="") == [("text", "missing")]
    assert wrong("barcode", text="8" * 129) == [("text", "too_long")]


def test_an_unknown_kind_is_refused() -> None:
    assert wrong("retina", text="x") == [("kind", "unknown_kind")]


FORMS = [form.meanings for disease in DISEASES for form in disease.forms]


@pytest.mark.parametrize(("name", "limits"), [("sbp", SBP), ("dbp", DBP), ("heart_rate", HEART_RATE)])
def test_the_limits_are_those_of_every_form_that_asks_for_it(name: str, limits: Meaning) -> None:
    asked = [form[name] for form in FORMS if name in form]
    assert asked
    assert all(meaning == limits for meaning in asked)


def test_the_limits_of_glucose_are_those_of_the_forms() -> None:
    asked = [form[name] for form in FORMS for name in ("fbg", "pbg", "rbg") if name in form]
    assert len(asked) >= 3
    assert {(meaning.low, meaning.high, meaning.decimals, meaning.unit) for meaning in asked} == {
        (GLUCOSE.low, GLUCOSE.high, GLUCOSE.decimals, GLUCOSE.unit)
    }


ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers()))
NAMES = st.sampled_from(
    "name sex nation birth_date address id_no valid_from valid_until sbp dbp heart_rate taken_at glucose unit text".split()
)


@given(st.sampled_from(KINDS), st.dictionaries(NAMES, ANYTHING))
def test_whatever_a_device_says_nothing_raises(kind: str, said: dict[str, object]) -> None:
    outcome = read(kind, said, "仪器")
    if isinstance(outcome, Reading):
        assert outcome.fields
    else:
        assert outcome
        assert all(problem.code and problem.text for problem in outcome)


@given(st.integers(), st.integers())
def test_only_believable_pressures_come_through(sbp: int, dbp: int) -> None:
    passed = isinstance(read("blood_pressure", {"sbp": sbp, "dbp": dbp}, "仪器"), Reading)
    assert passed == (50 <= sbp <= 300 and 30 <= dbp <= 200 and dbp < sbp)
