"""The personal-information form: the paper's order, what must hold, and what is still to be asked."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from vclinic.domain.identity import make_id_no
from vclinic.domain.resident import PastDisease, Resident
from vclinic.forms.draft import parse, parse_values
from vclinic.forms.personal_information import PERSONAL_INFORMATION, incomplete_fields, settled
from vclinic.forms.spec import Context

TODAY = date(2026, 11, 24)
CONTEXT = Context(TODAY, {})
ZHANG = {"name": "张三", "sex_code": "1", "birth_date": "1958-03-12", "id_no": "340123195803121019"}


def made(**values: Any) -> Resident:
    parsed = parse(PERSONAL_INFORMATION, Resident, ZHANG | values, CONTEXT)
    assert isinstance(parsed, Resident), parsed
    return parsed


def wrong(**values: Any) -> list[tuple[str, str]]:
    parsed = parse(PERSONAL_INFORMATION, Resident, ZHANG | values, CONTEXT)
    assert isinstance(parsed, list), parsed
    assert all(entry.text.endswith("。") for entry in parsed)
    return [(problem.field, problem.code) for problem in parsed]


def test_name_sex_birth_date_and_id_number_are_enough() -> None:
    resident = made()
    assert (resident.name, resident.sex_code, resident.birth_date) == ("张三", "1", date(1958, 3, 12))


def test_the_items_stand_in_the_order_of_the_paper() -> None:
    captions = [item.caption for _, item in PERSONAL_INFORMATION.items()]
    paper = (
        "姓名 性别 出生日期 身份证号 工作单位 本人电话 联系人姓名 联系人电话 常住类型 民族 血型 文化程度 职业 婚姻状况 医疗费用支付方式 "
        "药物过敏史 暴露史 疾病 手术 外伤 输血 父亲 母亲 兄弟姐妹 子女 遗传病史 残疾情况 厨房排风设施 燃料类型 饮水 厕所 禽畜栏"
    ).split()
    assert [caption for caption in captions if caption in paper] == paper


def test_every_field_of_the_record_has_its_item_and_stands_there_once() -> None:
    placed = [name for _, item in PERSONAL_INFORMATION.items() for name in item.fields]
    assert len(placed) == len(set(placed))
    assert set(PERSONAL_INFORMATION.meanings) - set(placed) == {"household_id"}
    assert all(f"{{{name}}}" in item.pattern for _, item in PERSONAL_INFORMATION.items() for name in item.fields)


@pytest.mark.parametrize("name", ["name", "sex_code", "birth_date"])
def test_what_is_certain_may_not_be_empty(name: str) -> None:
    assert (name, "required") in wrong(**{name: ""})


def test_without_an_id_number_the_reason_is_asked_for() -> None:
    assert wrong(id_no="") == [("id_no", "required")]
    assert made(id_no="", id_missing_reason="新生儿，未上户口").id_no == ""


def test_another_paper_is_not_read_as_an_id_number() -> None:
    assert made(id_type="03", id_no="E12345678").id_no == "E12345678"
    assert wrong(id_no="E12345678") == [("id_no", "length")]


@pytest.mark.parametrize(
    ("id_no", "code"),
    [("340123195803121010", "check_digit"), ("340123196202291025", "no_such_date"), ("34012319580312", "length")],
)
def test_an_id_number_that_cannot_be_is_refused(id_no: str, code: str) -> None:
    assert wrong(id_no=id_no) == [("id_no", code)]


def test_the_id_number_and_what_was_typed_must_agree() -> None:
    assert wrong(birth_date="1958-03-13") == [("birth_date", "differs_from_id")]
    assert wrong(sex_code="2") == [("sex_code", "differs_from_id")]
    assert made(sex_code="9").sex_code == "9"


@pytest.mark.parametrize(("day", "code"), [("2026-11-25", "future"), ("1899-12-31", "out_of_bounds")])
def test_birth_dates_that_cannot_be(day: str, code: str) -> None:
    assert wrong(birth_date=day, id_no="", id_missing_reason="无") == [("birth_date", code)]


def test_somebody_may_be_born_today_or_in_1900() -> None:
    for day in ("2026-11-24", "1900-01-01"):
        assert made(birth_date=day, id_no="", id_missing_reason="新生儿").birth_date == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("closed_on", "fine"), [("2026-11-24", True), ("2026-11-25", False), ("1958-03-12", True), ("1958-03-11", False)]
)
def test_a_record_is_closed_between_birth_and_today(closed_on: str, *, fine: bool) -> None:
    values = {"status": "1", "closed_reason": "1", "closed_on": closed_on}
    if fine:
        assert made(**values).closed_on == date.fromisoformat(closed_on)
    else:
        assert wrong(**values) == [("closed_on", "out_of_bounds")]


def test_closing_wants_a_reason() -> None:
    assert wrong(status="1", closed_on="2026-11-01") == [("closed_reason", "required")]


@pytest.mark.parametrize(
    ("month", "code"), [("2026-11", ""), ("2026-12", "future"), ("1958-03", ""), ("1958-02", "before_birth"), ("", "")]
)
@pytest.mark.parametrize("name", ["past_diseases", "surgeries", "traumas", "transfusions"])
def test_nothing_happened_before_birth_or_after_today(name: str, month: str, code: str) -> None:
    entry = {"code": "2", "confirm_month": month} if name == "past_diseases" else {"name": "阑尾", "date": month}
    if code:
        assert wrong(**{name: [entry]}) == [(name, code)]
    else:
        assert len(getattr(made(**{name: [entry]}), name)) == 1


def test_no_disease_excludes_every_other() -> None:
    assert made(past_diseases=[{"code": "1"}]).past_diseases == (PastDisease("1"),)
    assert wrong(past_diseases=[{"code": "1"}, {"code": "2"}]) == [("past_diseases", "exclusive")]
    assert len(made(past_diseases=[{"code": "2"}, {"code": "3"}]).past_diseases) == 2


@pytest.mark.parametrize("name", ["surgeries", "traumas", "transfusions"])
def test_nothing_ever_happened_is_an_answer_and_the_only_one(name: str) -> None:
    assert name in incomplete_fields(made())
    assert name not in incomplete_fields(made(**{name: [{"name": "无"}]}))
    assert wrong(**{name: [{"name": "无"}, {"name": "阑尾"}]}) == [(name, "exclusive")]
    assert len(getattr(made(**{name: [{"name": "阑尾"}, {"name": "胆囊"}]}), name)) == 2


def test_a_transfusion_is_asked_for_its_reason() -> None:
    (problem,) = parse_values(PERSONAL_INFORMATION, {"transfusions": [{"name": "", "date": "2001-05"}]}, CONTEXT)[1]
    assert problem.text == "输血有一行没有写原因。"


@pytest.mark.parametrize(
    ("number", "fine"),
    [("", True), ("T0712", True), ("34012310110500012", True), ("34012310120500012", True), ("34012310110500000", False), ("3401", False), ("temp", False)],
)  # fmt: skip
def test_an_archive_number_has_17_digits_or_is_provisional(number: str, *, fine: bool) -> None:
    if fine:
        assert made(archive_no=number).archive_no == number
    else:
        assert wrong(archive_no=number) == [("archive_no", "archive_no")]


@pytest.mark.parametrize("name", ["drug_allergy_codes", "exposure_codes", "disability_codes", "family_father"])
def test_none_excludes_every_other(name: str) -> None:
    assert wrong(**{name: ["1", "2"]}) == [(name, "exclusive")]
    assert getattr(made(**{name: ["1"]}), name) == ("1",)


@pytest.mark.parametrize("code", ["6", "12", "13"])
def test_a_tumour_an_occupational_or_another_disease_is_named(code: str) -> None:
    assert wrong(past_diseases=[{"code": code}]) == [("past_diseases", "required")]
    assert made(past_diseases=[{"code": code, "text": "胃"}]).past_diseases[0].text == "胃"


@pytest.mark.parametrize(
    ("codes", "code", "other"),
    [("drug_allergy_codes", "5", "drug_allergy_other"), ("payment_codes", "8", "payment_other"), ("disability_codes", "8", "disability_other")],
)  # fmt: skip
def test_another_one_is_named(codes: str, code: str, other: str) -> None:
    assert wrong(**{codes: [code]}) == [(other, "required")]
    assert getattr(made(**{codes: [code], other: "头孢"}), other) == "头孢"


@pytest.mark.parametrize(
    ("codes", "other"), [("drug_allergy_codes", "drug_allergy_other"), ("disability_codes", "disability_other")]
)
def test_none_excludes_what_is_named_beside_it(codes: str, other: str) -> None:
    contradiction = {codes: ["1"], other: "头孢"}
    assert wrong(**contradiction) == [(codes, "exclusive")]
    assert getattr(made(**{codes: ["2"], other: "头孢"}), other) == "头孢"
    sent = parse(PERSONAL_INFORMATION, Resident, ZHANG | contradiction, replace(CONTEXT, elsewhere=True))
    assert isinstance(sent, Resident)


@pytest.mark.parametrize("name", ["phone", "contact_phone"])
@pytest.mark.parametrize(
    ("number", "fine"),
    [("13800001111", True), ("0551-6771234", True), ("138 0000 1111", True), ("12345", True), ("1234", False),
     ("1380000111122", False), ("1380000111", False), ("138000011112", False), ("138-0000-111", False), ("010-12345678", True), ("2380000111", True), ("23800001111", False), ("一三八", False), ("", True)],
)  # fmt: skip
def test_telephones_are_of_a_believable_shape(name: str, number: str, *, fine: bool) -> None:
    if fine:
        assert getattr(made(**{name: number}), name) == number
    else:
        assert wrong(**{name: number}) == [(name, "phone")]


def test_one_field_alone_can_be_judged_while_typing() -> None:
    assert parse_values(PERSONAL_INFORMATION, {"name": "张三"}, CONTEXT)[1] == []
    values, problems = parse_values(PERSONAL_INFORMATION, {"id_no": "340123195803121019"}, CONTEXT)
    assert (values["id_no"], problems) == ("340123195803121019", [])
    assert (
        parse_values(PERSONAL_INFORMATION, {"past_diseases": [{"code": "2", "confirm_month": "1940-01"}]}, CONTEXT)[1]
        == []
    )
    assert parse_values(PERSONAL_INFORMATION, {"surgeries": [{"name": "阑尾", "date": "1940-01"}]}, CONTEXT)[1] == []
    assert parse_values(PERSONAL_INFORMATION, {"closed_on": "1940-01-01"}, CONTEXT)[1] == []


def test_what_the_paper_asks_for_and_is_missing_is_said() -> None:
    bare = made()
    assert set(incomplete_fields(bare)) >= {
        "phone",
        "ethnic_code",
        "past_diseases",
        "family_mother",
        "disability_codes",
    }
    assert "id_no" not in incomplete_fields(bare)
    assert "id_no" in incomplete_fields(replace(bare, id_no=""))
    assert "phone" not in incomplete_fields(replace(bare, phone="13800001111"))
    full = replace(bare, **{name: ("1",) if name.endswith("codes") or "family" in name else "1" for name in incomplete_fields(bare)})  # fmt: skip
    assert incomplete_fields(full) == []
    assert set(incomplete_fields(bare)) <= set(PERSONAL_INFORMATION.meanings)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("340123580312101", "340123195803121019"), ("３４０１２３１９５８０３１２１０１９", "340123195803121019"), ("11010519491231002x", "11010519491231002X"),
     ("", ""), ("不清楚", "不清楚")],
)  # fmt: skip
def test_a_settled_record_has_one_spelling(typed: str, kept: str) -> None:
    resident = replace(made(), name=" 阿卜杜　•买买提", id_no=typed)
    assert (settled(resident).id_no, settled(resident).name) == (kept, "阿卜杜·买买提")


def test_settling_keeps_what_it_cannot_read() -> None:
    passport = replace(made(), id_type="03", id_no="e12345678", name="·")
    assert settled(passport) == passport


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(1, 999), st.dates(date(1900, 1, 1), TODAY), st.sampled_from("12"))
def test_a_record_is_taken_exactly_when_it_agrees_with_its_id_number(
    born: date, serial: int, said: date, sex: str
) -> None:
    values = {"name": "张三", "id_no": make_id_no("340123", born, serial), "birth_date": said, "sex_code": sex}
    parsed = parse(PERSONAL_INFORMATION, Resident, values, CONTEXT)
    agrees = born == said and (sex == "1") == (serial % 2 == 1)
    assert isinstance(parsed, Resident) == agrees
