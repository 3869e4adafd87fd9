"""`vclinic assess`: one JSON object in, one out. Pure rules; what cannot be is answered with problems, never raised."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from vclinic.diseases import DISEASES
from vclinic.diseases.disease import Disease
from vclinic.diseases.visits import Earlier, Subject
from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.follow_up import Assessment
from vclinic.domain.problem import Problem, Refused
from vclinic.forms.draft import parse_values
from vclinic.forms.reading import read_value
from vclinic.forms.spec import Context
from vclinic.rules import guard
from vclinic.rules.rule_set import RuleBook
from vclinic.services.json_lines import answers, problems_answer

_OF_A_PERSON = ("prescription", "advice")  # judged of a person's line, not of a form's
_AGE = Meaning("年龄", "integer", "岁", 0, 130)
# What the last visit of any disease may say of itself, beside the disease's own figures.
_PREVIOUS = {
    "visit_date": Meaning("上次随访日期", "date"),
    "visit_class": Meaning("上次随访分类", "code", codes=codes.VISIT_CLASS),
    "satisfied": Meaning("上次满意", "flag"),
}
# What may be told beside the form's own fields: measured elsewhere, or measured and not on this form.
_BESIDE = {
    "heart_rate": Meaning("心率", "integer", "次/分", 30, 220),
    "temperature": Meaning("体温", "decimal", "℃", 34, 43, decimals=1),
    "potassium_mmol_l": Meaning("血钾", "decimal", "mmol/L", 1, 10, decimals=2),
    "standing_bp": Meaning("站立后读数", "pairs", "mmHg", 30, 300, max_items=3),
    "onset_age": Meaning("起病年龄", "integer", "岁", 0, 130),
    "urine_protein": Meaning("尿蛋白", "decimal", "", 0, 4, decimals=1),
}
# A visit may be judged for any day: whether that day has come is the form's question, not the rules'.
_ANY_DAY = Context(date.max, {})
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


def kind_of(kind: str) -> Disease[Any]:
    """The disease whose visits ``vclinic assess KIND`` judges, by the kind of its rule sets.

    Raises:
        Refused: ``unknown_kind``, a form that has no rules here yet.
    """
    for disease in DISEASES:
        if disease.rule_kind == kind:
            return disease
    known = "、".join([*(disease.rule_kind for disease in DISEASES), *_OF_A_PERSON])
    raise Refused("unknown_kind", f"没有“{kind}”的判断规则，现有：{known}。")


def assess_lines(lines: Iterable[bytes], disease: Disease[Any], rules: RuleBook) -> Iterator[dict[str, Any]]:
    """Judge line by line. The n-th answer is always of the n-th line, so that nobody gets his neighbour's judgement:
    an empty line between others has its answer too, only empty lines at the end have none."""
    return answers(lines, lambda line: assess_line(line, disease, rules))


def assess_line(line: bytes, disease: Disease[Any], rules: RuleBook) -> dict[str, Any]:
    """Judge one line of JSON: the assessment, or ``{"problems": […]}``."""
    try:
        given: Any = json.loads(line.decode())
    except UnicodeDecodeError:
        return problems_answer([Problem("", "not_utf8", "这一行不是 UTF-8 编码的文字。")])
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        return problems_answer([Problem("", "not_json", "这一行不是一个 JSON 对象。")])
    document = cast("dict[str, Any]", given)
    values, age, history, problems = _read(document, disease)
    taking, wrong_taking = _texts("taking", "正在吃的药", document.get("taking"))
    problems += wrong_taking
    if problems:
        return problems_answer(problems)
    subject, rule_set = _subject(values, age, taking), disease.rules_on(rules, values["visit_date"])
    assessment = disease.assess(values, subject, history, rule_set)
    if assessment is None:
        return problems_answer([_missing(disease)])
    return _document(disease, assessment, disease.ask(values, subject, rule_set))


def _subject(values: Mapping[str, Any], age: int | None, taking: tuple[str, ...]) -> Subject:
    return Subject(
        None,
        age=age,
        taking=taking,
        onset_age=values.get("onset_age"),
        urine_protein=values.get("urine_protein"),
    )


def _read(
    document: Mapping[str, Any], disease: Disease[Any]
) -> tuple[dict[str, Any], int | None, tuple[Earlier, ...], list[Problem]]:
    """The values of the visit, the age, the last visit, and everything that is wrong with them."""
    form_values = {name: value for name, value in document.items() if name != "emergency_signs"}
    seen, problems = _texts("other_signs", "其他体征", document.get("other_signs"), alone=True)
    form_values, wrong_insulin = disease.from_field_list(form_values | {"other_signs": "，".join(seen)})
    problems += wrong_insulin
    parsed, wrong_values = parse_values(disease.form, _with_mean(form_values, disease), _ANY_DAY)
    problems += wrong_values
    beside, wrong_beside = _beside(document, disease)
    parsed |= beside
    problems += wrong_beside
    signs, wrong_signs = _texts("emergency_signs", "危急情况", document.get("emergency_signs"))
    parsed["emergency_signs"] = signs
    problems += wrong_signs
    age = read_value("age", _AGE, document.get("age"))
    history, wrong_history = _previous(document.get("previous"), disease)
    problems += [*([age] if isinstance(age, Problem) else []), *wrong_history]
    filled = parsed | ({"age": age} if isinstance(age, int) else {})
    known = {problem.field for problem in problems}
    told = [name for name in (*disease.needed, "adr") if name in disease.form.meanings]
    for name in ("visit_date", "age", *told):
        if name not in known and filled.get(name) in (None, ""):
            label = _AGE.label if name == "age" else disease.form.meanings[name].label
            problems.append(Problem(name, "required", f"请给出{label}。"))
    day = parsed.get("visit_date")
    if day is not None and history and history[0].visited_on > day:
        text = f"上次随访日期 {history[0].visited_on} 晚于本次随访日期 {day}。"
        problems.append(Problem("previous.visit_date", "not_before", text))
    if day is not None and not _FIRST_DAY <= day <= _LAST_DAY:
        text = f"随访日期 {day} 不在 {_FIRST_DAY.year}–{_LAST_DAY.year} 年之间，请核对。"
        problems.append(Problem("visit_date", "out_of_bounds", text))
    return parsed, age if isinstance(age, int) else None, history, problems


def _missing(disease: Disease[Any]) -> Problem:
    return Problem(disease.needed[0], "required", f"资料不够，{disease.label}随访判断不了。")


def _texts(field: str, label: str, given: Any, *, alone: bool = False) -> tuple[tuple[str, ...], list[Problem]]:
    """Texts in a list, such as the doctor's answer: codes of ours or his own words; ``alone``: one text will do."""
    if given is None:
        return (), []
    listed = [given] if alone and isinstance(given, str) else given
    if not isinstance(listed, list) or not all(isinstance(text, str) for text in cast("list[Any]", listed)):
        return (), [Problem(field, "not_a_list", f"{label}应是一组文字。")]
    return tuple(text.strip() for text in cast("list[str]", listed) if text.strip()), []


def _with_mean(document: Mapping[str, Any], disease: Disease[Any]) -> dict[str, Any]:
    """The document with what follows from its readings, where it does not say it itself."""
    readings = document.get("bp_readings")
    if not isinstance(readings, list) or not all(_is_pair(reading) for reading in cast("list[Any]", readings)):
        return dict(document)
    return disease.typed(document) | {name: value for name, value in document.items() if value is not None}


def _is_pair(reading: Any) -> bool:
    return isinstance(reading, list) and len(cast("list[Any]", reading)) == 2


def _beside(document: Mapping[str, Any], disease: Disease[Any]) -> tuple[dict[str, Any], list[Problem]]:
    """What is told beside the form, and what is wrong with it; a potassium may be named without its unit."""
    told = {"potassium_mmol_l": document.get("potassium"), **document}
    wanted = {name: meaning for name, meaning in _BESIDE.items() if name not in disease.form.meanings}
    read = {name: read_value(name, meaning, told.get(name)) for name, meaning in wanted.items()}
    problems = [value for value in read.values() if isinstance(value, Problem)]
    return {name: value for name, value in read.items() if not isinstance(value, Problem)}, problems


def _previous(given: Any, disease: Disease[Any]) -> tuple[tuple[Earlier, ...], list[Problem]]:
    """The last visit, alone in its history, and what is wrong with it."""
    if given is None:
        return (), []
    if not isinstance(given, dict):
        return (), [Problem("previous", "not_an_object", "上次随访应是一个 JSON 对象。")]
    document, _ = disease.from_field_list(cast("dict[str, Any]", given))
    known = {**_PREVIOUS, **disease.previous}
    if disease.satisfied_name in document:
        document = document | {"satisfied": document[disease.satisfied_name]}
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, meaning in known.items():
        read = read_value(f"previous.{name}", meaning, document.get(name))
        if isinstance(read, Problem):
            problems.append(read)
        elif read not in (None, ""):
            values[name] = read
    if not problems and "visit_date" not in values:
        problems.append(Problem("previous.visit_date", "required", "请给出上次随访日期。"))
    problems += disease.previous_problems(values)
    if problems:
        return (), problems
    last = Earlier(values["visit_date"], values, values.get("visit_class", ""), values.get("satisfied"))
    return (last,), []


def _document(disease: Disease[Any], assessment: Assessment, question: tuple[str, ...]) -> dict[str, Any]:
    ordinary = assessment.visit_class == "1" and assessment.action == "ROUTINE"
    return {
        "visit_class": int(assessment.visit_class),
        "satisfied": assessment.satisfied,
        disease.satisfied_name: assessment.satisfied,
        "action": assessment.action,
        "next_visit_date": assessment.next_visit_date.isoformat(),
        "referral": assessment.referral,
        "reasons": [
            {"code": reason.code, "text": reason.text, "clause": reason.clause} for reason in assessment.reasons
        ],
        "rule_set_id": assessment.rule_set_id,
        "alerts": [{"code": alert.code, "severity": alert.severity, "text": alert.text} for alert in assessment.alerts],
        "emergency_question": list(question),
        "renewable": ordinary and not question and guard.renewable(assessment.alerts),
    }
