"""Any draft of any form: what was typed is in the record, and the record as a draft is the same record again."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings, strategies as st

from tests.diseases.diabetes import people as diabetes
from tests.rules.people import VISIT
from vclinic.diseases.diabetes.form import DIABETES_FOLLOW_UP
from vclinic.diseases.hypertension.form import HYPERTENSION_FOLLOW_UP
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.forms.document import from_json, to_json
from vclinic.forms.draft import judge, parse, parse_values, read_values
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.spec import Context, FormSpec

TODAY = date(2026, 11, 24)
CONTEXT = Context(TODAY, {})
PERSON = Resident(name="何秀珍", sex_code="2", birth_date=date(1968, 3, 12), id_no="", id_missing_reason="补办中")
WORDS = st.text("村医甲乙丙二组（）0123456789abc ", min_size=1, max_size=12)


def typed(meaning: Meaning) -> st.SearchStrategy[Any]:
    """What a doctor may write into a field of this meaning."""
    low, high = meaning.low if meaning.low is not None else 0, meaning.high if meaning.high is not None else 999
    match meaning.kind:
        case "date":
            return st.dates(TODAY - timedelta(days=9000), TODAY).map(str)
        case "month":
            return st.dates(date(1990, 1, 1), TODAY).map(lambda day: f"{day:%Y-%m}")
        case "integer":
            return st.integers(int(low), int(high)).map(str)
        case "decimal":
            return st.floats(low, high).map(lambda figure: f"{figure:.{meaning.decimals}f}")
        case "code":
            return st.sampled_from([code for code, _ in meaning.codes.options] if meaning.codes else ["1"])
        case "codes":
            options = (
                [code for code, _ in meaning.codes.options if code != meaning.codes.exclusive] if meaning.codes else []
            )
            return st.lists(st.sampled_from(options), unique=True, max_size=meaning.max_items or 3)
        case "flag":
            return st.booleans()
        case "pairs":
            return st.lists(st.tuples(st.integers(int(low), int(high)), st.integers(int(low), int(high))), max_size=meaning.max_items)  # fmt: skip
        case "entries":
            line = st.fixed_dictionaries({name: typed(part) for name, part in meaning.entry})
            return st.lists(line, max_size=meaning.max_items)
        case _:
            return WORDS.map(lambda text: text[: meaning.max_length])


def drafts(form: FormSpec) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: typed(meaning) for name, meaning in form.meanings.items()})


CASES: list[tuple[FormSpec, Any]] = [
    (PERSONAL_INFORMATION, PERSON),
    (HYPERTENSION_FOLLOW_UP, VISIT),
    (DIABETES_FOLLOW_UP, diabetes.VISIT),
]
DRAFTS = st.sampled_from(CASES).flatmap(lambda case: st.tuples(st.just(case[0]), st.just(case[1]), drafts(case[0])))


@settings(max_examples=50)
@given(DRAFTS)
def test_a_record_is_the_same_record_again_when_it_is_taken_for_a_draft(case: tuple[FormSpec, Any, Any]) -> None:
    form, whole, values = case
    record = parse(form, form.record, to_json(whole) | values, CONTEXT)
    if isinstance(record, list):
        assert all(isinstance(problem, Problem) and problem.text.endswith(("。", "？")) for problem in record)
        return
    document = to_json(record)
    assert parse(form, form.record, document, CONTEXT) == record
    assert from_json(form.record, document) == record


@settings(max_examples=50)
@given(DRAFTS)
def test_what_was_typed_is_kept_value_by_value(case: tuple[FormSpec, Any, Any]) -> None:
    form, _, values = case
    read = read_values(form, values)
    assert list(read) == [name for name in form.meanings if name in values]
    parsed, problems = parse_values(form, values, CONTEXT)
    wrong = {problem.field for problem in problems}
    for name, value in read.items():
        if isinstance(value, Problem):
            assert name in wrong
            assert name not in parsed
        elif form.meanings[name].kind != "entries" and value not in (None, ""):
            assert parsed[name] == value


@settings(max_examples=30)
@given(DRAFTS)
def test_what_was_read_once_is_judged_as_often_as_wanted(case: tuple[FormSpec, Any, Any]) -> None:
    form, _, values = case
    read = read_values(form, values)
    before = dict(read)
    assert judge(form, read, CONTEXT) == judge(form, read, CONTEXT) == parse_values(form, values, CONTEXT)
    assert read == before, "judging changes nothing of what was read"


@settings(max_examples=30)
@given(DRAFTS, st.randoms())
def test_the_order_in_which_fields_were_filled_says_nothing(case: tuple[FormSpec, Any, Any], luck: Any) -> None:
    form, whole, values = case
    draft = to_json(whole) | values
    turned = list(draft.items())
    luck.shuffle(turned)
    assert parse(form, form.record, dict(turned), CONTEXT) == parse(form, form.record, draft, CONTEXT)


@given(
    st.sampled_from(CASES), st.dictionaries(st.from_regex(r"of_tomorrow_[a-z]{1,5}", fullmatch=True), WORDS, max_size=3)
)
def test_fields_of_a_newer_form_stay_where_the_record_has_room(
    case: tuple[FormSpec, Any], newer: dict[str, str]
) -> None:
    form, whole = case
    record = parse(form, form.record, to_json(whole) | newer, CONTEXT)
    assert not isinstance(record, list), record
    assert "extra" in {field.name for field in fields(form.record)}
    assert {name: to_json(record)[name] for name in newer} == newer
