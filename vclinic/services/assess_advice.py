"""The three prescriptions for one person, line by line of JSON, without a store (issue: ``vclinic assess advice``)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from vclinic.diseases import DISEASES
from vclinic.diseases.companions import companions
from vclinic.diseases.disease import Disease
from vclinic.diseases.guarded import exercise_stop, known_of
from vclinic.diseases.visits import JudgedVisit, Subject
from vclinic.domain.follow_up import Assessment
from vclinic.domain.prescription import Check, ExerciseAdvice, ThreePrescriptions
from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.advice_notes import advice_notes
from vclinic.rules.carried_out import dose_checks
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.day_signs import DaySigns, day_signs
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.prescribing import check_medication
from vclinic.rules.prescription_rules import prescription_rules_on
from vclinic.rules.rule_set import RuleBook
from vclinic.rules.three_prescriptions import CONFLICT, draft_three
from vclinic.rules.veto_reasons import must_go
from vclinic.services.assess_input import AssessInput, read_line, values_of
from vclinic.services.card_words import diet_lines, exercise_lines, supply_line
from vclinic.services.json_lines import answers, problems_answer
from vclinic.services.regimen import usage

_MOST_DAYS = 92
_DANGER = "EMERGENCY_REFER"
_WORTH_SAYING = ("forbid", "warn")


@dataclass(frozen=True, slots=True)
class _Judged:
    """A disease of the person whose visit could be judged."""

    disease: Disease[Any]
    visit: JudgedVisit


def advise_lines(lines: Iterable[bytes], rules: RuleBook, catalog: Catalog) -> Iterator[dict[str, Any]]:
    """Advise line by line: the n-th answer is of the n-th line, empty lines at the end have none."""
    return answers(lines, lambda line: advise_line(line, rules, catalog))


def advise_line(line: bytes, rules: RuleBook, catalog: Catalog) -> dict[str, Any]:
    """The advice for one line, or ``{"problems": […]}``."""
    given = read_line(line, catalog)
    return problems_answer(given) if isinstance(given, list) else advise(given, rules, catalog)


def advise(given: AssessInput, rules: RuleBook, catalog: Catalog) -> dict[str, Any]:
    """Medication, diet, exercise, what is not advised, and the card."""
    judged = _judged(given, rules)
    parts: list[Contribution] = [
        one.disease.contribute(one.visit, given.person, one.disease.rules_on(rules, given.day), catalog)
        for one in judged
    ]
    keys = [one.disease.key for one in judged]
    parts += companions(given.person, given.values, keys, day=given.day, book=rules, catalog=catalog)
    assessments = [one.visit.assessment for one in judged]
    signs = _signs(given, assessments)
    three = draft_three(
        parts,
        lifestyle=lifestyle_of(given.values),
        person=given.person,
        regimen=given.orders,
        previous=None,
        catalog=catalog,
        days=max((order.days for order in given.orders), default=0),
        issued_on=given.day,
        review_on=min((one.next_visit_date for one in assessments), default=given.day + timedelta(days=_MOST_DAYS)),
        signs=signs,
    )
    referral = _referral(given, assessments, signs, catalog)
    medication = _medication(given, parts, signs, catalog)
    return {
        "medication": medication,
        "diet": [{"code": item.item_code, "text": item.text, "explain": item.explain} for item in three.diet],
        "exercise": _exercise(three.exercise),
        "not_advised": list(three.not_advised),
        "conflicts": [item.item_code for item in three.diet if item.origin == CONFLICT],
        "referral": referral,
        "card": _card(given, three, referral, catalog, judged=bool(assessments)),
        "unread": list(given.unread),
    }


def _judged(given: AssessInput, rules: RuleBook) -> list[_Judged]:
    told = given.words
    subject = known_of(given.person, Subject(told.birth_date, told.sex_code, told.height_cm), given.day)
    judged: list[_Judged] = []
    for disease in DISEASES:
        if disease.key not in given.person.diseases:
            continue
        values = values_of(disease, given.values) | {"visit_date": given.day, "pregnant": given.person.pregnant}
        values |= {name: value for name, value in disease.compute(values).items() if value is not None}
        assessment = disease.assess(values, subject, (), disease.rules_on(rules, given.day))
        if assessment is not None:
            judged.append(_Judged(disease, JudgedVisit(disease.key, "", values, assessment)))
    return judged


def _signs(given: AssessInput, assessments: Sequence[Assessment]) -> DaySigns:
    """The signs of the day; a complication found by a judgement is a danger too."""
    danger = next((reason.text for one in assessments for reason in one.reasons if reason.code == "complication"), "")
    if not assessments:  # what was written of the day counts although no disease could be judged
        danger = danger or next((alert.name for alert in given.person.alerts if exercise_stop((alert,))), "")
    return day_signs({**given.values, "visit_date": given.day}, given.person.height_cm, danger)


def _medication(
    given: AssessInput, parts: Sequence[Contribution], signs: DaySigns, catalog: Catalog
) -> list[dict[str, str]]:
    """The orders as they are said, what the doctor is told of them, and what is wrong with them."""
    lines = [
        {
            "code": order.drug_name,
            "text": f"{order.drug_name} {usage(order, catalog.get(order.drug_id))}".strip(),
            "explain": f"{order.days} 天" if order.days else "",
        }
        for order in given.orders
    ]
    lines += [{"code": "regimen", "text": text, "explain": ""} for text in _regimen(parts)]
    lines += [{"code": code, "text": text, "explain": ""} for code, text in advice_notes(given.person, signs, catalog)]
    ours = {order.drug_name for order in given.orders}
    others = tuple(name for name in given.person.drugs if name not in ours)
    report = check_medication(given.orders, given.person, others, catalog, prescription_rules_on(given.day))
    checks = [*report.checks, *dose_checks(given.orders, catalog)]
    return lines + [_check(check) for check in checks if check.severity in _WORTH_SAYING]


def _regimen(parts: Sequence[Contribution]) -> list[str]:
    return list(dict.fromkeys(part.on_regimen for part in parts if part.on_regimen))


def _check(check: Check) -> dict[str, str]:
    stop = "不能这样开：" if check.severity == "forbid" else ""
    return {"code": check.code, "text": f"{stop}{check.text}", "explain": check.source}


def _exercise(advice: ExerciseAdvice) -> dict[str, Any]:
    if not advice.allowed:
        return {
            "allowed": False, "minutes": None, "times_per_week": None, "hr_low": None, "hr_high": None,
            "text": advice.blocked_because, "types": [], "intensity": "", "resistance": "", "stop_rules": [], "pulse": [],
        }  # fmt: skip
    heart = f"心率 {advice.hr_low}–{advice.hr_high} 次/分，" if advice.hr_low is not None else ""
    what = f"{'、'.join(advice.types)}，每周 {advice.times_per_week} 天，每次 {advice.minutes} 分钟"
    text = f"{what}；{heart}{advice.intensity}；{'；'.join(advice.stop_rules)}"
    return {
        "allowed": True,
        "minutes": advice.minutes,
        "times_per_week": advice.times_per_week,
        "hr_low": advice.hr_low,
        "hr_high": advice.hr_high,
        "text": text,
        "types": list(advice.types),
        "intensity": advice.intensity,
        "explain": advice.hr_explain,
        "resistance": advice.resistance,
        "progression": advice.progression,
        "stop_rules": list(advice.stop_rules),
        "pulse": list(advice_bounds().pulse_lesson) if advice.hr_low is not None else [],
    }


def _referral(given: AssessInput, assessments: Sequence[Assessment], signs: DaySigns, catalog: Catalog) -> str:
    """Where to go at once or first; empty where nobody need go."""
    place = "产科" if given.person.pregnant else "卫生院"
    go = must_go(given.person, signs, catalog)
    dangerous = any(one.action == _DANGER for one in assessments) or bool(given.values.get("emergency_signs"))
    if dangerous or go == "now":
        return f"现在就去{place}（紧急转诊）；胸痛、说不清话、手脚没力打 120"
    referred = go == "first" or any(one.referral != "none" for one in assessments)
    return f"先去{place}（转诊）" if referred else ""


def _card(given: AssessInput, three: ThreePrescriptions, referral: str, catalog: Catalog, *, judged: bool) -> list[str]:
    """The card as it goes home, the most urgent first."""
    drugs = [
        f"{order.drug_name} {order.strength}：{usage(order, catalog.get(order.drug_id), brief=True)}"
        for order in given.orders
    ]
    lines = [
        *([referral] if referral else []),
        *(f"吃药：{line}" for line in drugs),
        *(f"吃饭：{line}" for line in diet_lines(three)),
        *(f"运动：{line}" for line in exercise_lines(three)),
        *three.not_advised,
        *three.warnings,
    ]
    if supply := supply_line(three):
        lines.append(supply)
    if judged:
        lines.append(f"{three.review_on.month} 月 {three.review_on.day} 日前再来")
    return lines
