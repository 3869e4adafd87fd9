"""`vclinic assess`: one JSON object in, one out. Pure rules; what cannot be is answered with problems, never raised."""

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.follow_up import Assessment, PreviousVisit
from vclinic.domain.problem import Problem, Refused
from vclinic.forms.draft import parse_values, read_value
from vclinic.forms.hypertension import HYPERTENSION_FOLLOW_UP
from vclinic.forms.spec import Context
from vclinic.rules.hypertension import VisitFacts, assess
from vclinic.rules.rule_set import RuleBook

KINDS = ("hypertension",)
_NEEDED = ("visit_date", "age", "sbp", "dbp", "adr")
_AGE = Meaning("年龄", "integer", "岁", 0, 130)
_PREVIOUS = {
    "visit_date": Meaning("上次随访日期", "date"),
    "sbp": Meaning("上次收缩压", "integer", "mmHg", 50, 300),
    "dbp": Meaning("上次舒张压", "integer", "mmHg", 30, 200),
    "adr": Meaning("上次药物不良反应", "code", codes=codes.ADR),
    "visit_class": Meaning("上次随访分类", "code", codes=codes.VISIT_CLASS),
    "bp_satisfied": Meaning("上次血压满意", "flag"),
}
# A visit may be judged for any day: whether that day has come is the form's question, not the rules'.
_ANY_DAY = Context(date.max, {})
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


def check_kind(kind: str) -> None:
    """Refuse a form that has no rules here yet."""
    if kind not in KINDS:
        raise Refused("unknown_kind", f"没有“{kind}”的判断规则，现有：{'、'.join(KINDS)}。")


def assess_lines(lines: Iterable[bytes], rules: RuleBook) -> Iterator[dict[str, Any]]:
    """Judge line by line. The n-th answer is always of the n-th line, so that nobody gets his neighbour's judgement:
    an empty line between others has its answer too, only empty lines at the end have none."""
    empty = 0
    for number, raw in enumerate(lines):
        line = raw if number else raw.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            empty += 1
            continue
        for _ in range(empty):
            yield _answer([Problem("", "not_json", "这一行是空的。")])
        empty = 0
        yield assess_line(line, rules)


def assess_line(line: bytes, rules: RuleBook) -> dict[str, Any]:
    """Judge one line of JSON: the assessment, or ``{"problems": […]}``."""
    try:
        given: Any = json.loads(line.decode())
    except UnicodeDecodeError:
        return _answer([Problem("", "not_utf8", "这一行不是 UTF-8 编码的文字。")])
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        return _answer([Problem("", "not_json", "这一行不是一个 JSON 对象。")])
    document = cast("dict[str, Any]", given)
    facts, problems = _facts(document)
    if facts is None:
        return _answer(problems)
    return _document(assess(facts, rules.hypertension_on(facts.visit_date)))


def _facts(document: Mapping[str, Any]) -> tuple[VisitFacts | None, list[Problem]]:
    signs, wrong_signs = _signs(document.get("emergency_signs"))
    form_values = {name: value for name, value in document.items() if name != "emergency_signs"}
    parsed, problems = parse_values(HYPERTENSION_FOLLOW_UP, form_values, _ANY_DAY)
    age = read_value("age", _AGE, document.get("age"))
    previous = _previous(document.get("previous"))
    problems += [
        each
        for each in (age, wrong_signs, *(previous if isinstance(previous, list) else []))
        if isinstance(each, Problem)
    ]
    filled = parsed | ({"age": age} if isinstance(age, int) else {})
    known = {each.field for each in problems}
    for name in _NEEDED:
        if name not in known and filled.get(name) in (None, ""):
            label = _AGE.label if name == "age" else HYPERTENSION_FOLLOW_UP.meanings[name].label
            problems.append(Problem(name, "required", f"请给出{label}。"))
    if isinstance(previous, PreviousVisit):
        problems += _order(parsed.get("visit_date"), previous)
    if (day := parsed.get("visit_date")) is not None and not _FIRST_DAY <= day <= _LAST_DAY:
        text = f"随访日期 {day} 不在 {_FIRST_DAY.year}–{_LAST_DAY.year} 年之间，请核对。"
        problems.append(Problem("visit_date", "out_of_bounds", text))
    if problems or isinstance(previous, list):
        return None, problems
    facts = VisitFacts(
        visit_date=parsed["visit_date"],
        age=cast("int", age),
        sbp=parsed["sbp"],
        dbp=parsed["dbp"],
        adr=parsed["adr"],
        symptom_codes=parsed.get("symptom_codes", ()),
        emergency_signs=signs,
        pregnant=parsed.get("pregnant") or False,
        new_complication=parsed.get("new_complication") or False,
        adr_uncontrollable=parsed.get("adr_uncontrollable") or False,
        med_adherence=parsed.get("med_adherence") or "",
        previous=previous,
    )
    return facts, []


def _signs(given: Any) -> tuple[tuple[str, ...], Problem | None]:
    """The doctor's answer: codes of ours or his own words; any of them means yes."""
    if given is None:
        return (), None
    if not isinstance(given, list) or not all(isinstance(each, str) for each in cast("list[Any]", given)):
        return (), Problem("emergency_signs", "not_a_list", "危急情况应是一组文字。")
    return tuple(each.strip() for each in cast("list[str]", given) if each.strip()), None


def _previous(given: Any) -> PreviousVisit | list[Problem] | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        return [Problem("previous", "not_an_object", "上次随访应是一个 JSON 对象。")]
    document = cast("dict[str, Any]", given)
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, meaning in _PREVIOUS.items():
        found = read_value(f"previous.{name}", meaning, document.get(name))
        if isinstance(found, Problem):
            problems.append(found)
        elif found not in (None, ""):
            values[name] = found
    if problems:
        return problems
    if "visit_date" not in values:
        return [Problem("previous.visit_date", "required", "请给出上次随访日期。")]
    return PreviousVisit(**values)


def _order(day: date | None, previous: PreviousVisit) -> list[Problem]:
    """A last visit that comes after this one, or whose pressures are the wrong way round, judges nothing."""
    found: list[Problem] = []
    if day is not None and previous.visit_date > day:
        text = f"上次随访日期 {previous.visit_date} 晚于本次随访日期 {day}。"
        found.append(Problem("previous.visit_date", "not_before", text))
    if previous.sbp is not None and previous.dbp is not None and previous.dbp >= previous.sbp:
        text = f"上次舒张压 {previous.dbp} 应低于收缩压 {previous.sbp}，是不是填反了？"
        found.append(Problem("previous.dbp", "diastolic_not_below", text))
    return found


def _document(found: Assessment) -> dict[str, Any]:
    return {
        "visit_class": int(found.visit_class),
        "bp_satisfied": found.bp_satisfied,
        "action": found.action,
        "next_visit_date": found.next_visit_date.isoformat(),
        "referral": found.referral,
        "reasons": [{"code": each.code, "text": each.text, "clause": each.clause} for each in found.reasons],
        "rule_set_id": found.rule_set_id,
    }


def _answer(problems: list[Problem]) -> dict[str, Any]:
    return {"problems": [{"field": each.field, "code": each.code, "text": each.text} for each in problems]}
