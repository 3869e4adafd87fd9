"""What the program notices about a visit, for the margin of the review page: the judgement made again with the
clinic's rules, what the form finds wrong now that everything about the person is known, and what looks copied or
late."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, cast

from sync.server.database.records import Record
from sync.server.review import emergencies, plausible
from sync.server.review.omissions import omissions
from sync.server.review.rules import review_rules
from vclinic import diseases
from vclinic.diseases import rule_book
from vclinic.diseases.disease import Disease, R
from vclinic.diseases.finding import LEVELS, Finding
from vclinic.diseases.guarded import not_taken_again
from vclinic.diseases.measure import Band, Measure
from vclinic.diseases.visits import Earlier, Subject
from vclinic.diseases.whom import whom
from vclinic.domain import codes
from vclinic.domain.dates import age_on, beijing_day, latest_day
from vclinic.domain.follow_up import Assessment
from vclinic.domain.medication_profile import MedicationProfile
from vclinic.forms.unfinished import is_unfinished
from vclinic.rules import guard

URGENT = "urgent_not_referred"
REMEMBERED = 6  # earlier visits a judgement may look back on


def look(
    record: Record,
    earlier: Sequence[Record],
    facts: Mapping[str, Any],
    today: date,
    profile: MedicationProfile | None = None,
) -> list[Finding]:
    """Everything about one record, the most serious first.

    Args:
        earlier: valid records of the same course before this one, newest first.
        facts: `records.person_facts`. profile: what is kept of the person's medicines and results; None where nothing is.
    """
    findings = [
        Finding(problem.field, problem.code, "danger", problem.text) for problem in record.problems(facts, today)
    ]
    disease = diseases.of_form(record.form.id) if record.form is not None else None
    if disease is not None and record.form is not None:
        findings += _of_disease(
            disease,
            record,
            earlier,
            whom(facts, (*facts.get("diseases", ()), disease.key), profile, record.day or today),
            {finding.field for finding in findings if finding.field},
        )
        if not is_unfinished(record.form.version):  # what is missing is named as a whole
            findings += omissions(record, earlier)
        findings += emergencies.look(disease, record, earlier, today)
    findings += [Finding(field, "implausible", "warn", text) for field, text in plausible.odd(record, earlier)]
    findings += _after_the_end(record, facts)
    findings += _ahead(record, today, {finding.field for finding in findings if finding.code == "future"})
    findings += _late(record)
    if not record.valid:
        findings.append(Finding("", "void", "warn", f"村医把这次{record.kind.label}作废了。"))
    return sorted(findings, key=lambda finding: LEVELS.index(finding.level))


def _of_disease(
    disease: Disease[Any],
    visit: Record,
    earlier: Sequence[Record],
    subject: Subject,
    told_before: set[str],
) -> list[Finding]:
    history = [before for other in earlier[:REMEMBERED] if (before := _earlier(other)) is not None]
    findings: list[Finding] = []
    judged = None
    if visit.day is not None and subject.birth_date is not None:
        rules, unknown = rules_of(disease, visit)
        judged = disease.assess(visit.values, subject, history, rules) or disease.at_once(visit.values, subject, rules)
        findings += unknown
    told = _judged(disease, visit, judged) if judged is not None else []
    findings += told
    severe = not_taken_again(visit.values)
    if severe:
        findings.append(Finding(disease.asked_first, "severe_no_recheck", "warn", severe))
    findings += _overruled(visit, {finding.field for finding in told})
    findings += _copied(disease, visit, earlier)
    # nothing beside a field that something is said of already
    spoken = {finding.field for finding in findings if finding.field} | told_before
    if visit.form is not None and not is_unfinished(visit.form.version):
        own = disease.findings(visit.values, history, subject)
        findings += [finding for finding in own if finding.field not in spoken]
    return findings


def bands(record: Record, facts: Mapping[str, Any]) -> list[tuple[Measure, Band, int]]:
    """What each measure of a visit's disease is to stay within, with the person's age; nothing for other records."""
    disease = diseases.of_form(record.form.id) if record.form is not None else None
    born = facts.get("birth_date")
    if disease is None or record.day is None or born is None:
        return []
    age = age_on(born, record.day)
    rules, _ = rules_of(disease, record)
    return [(measure, disease.band(measure, age, rules), age) for measure in disease.measures]


def rules_of(disease: Disease[R], visit: Record) -> tuple[R, list[Finding]]:
    """The rule set a visit names, else the one in force on its day, and that it was so."""
    name = str(visit.data.get("rule_set_id") or "")
    named = disease.rules_named(rule_book(), name)
    if named is not None:
        return named, []
    today = disease.rules_on(rule_book(), visit.day or date.max)
    text = f"村医用的规则“{name}”这里没有，这里按“{today.id}”判断。"
    return today, [Finding("", "unknown_rule_set", "info", text)] if name else []


def as_text(findings: Sequence[Finding]) -> str:
    """Findings as the review row keeps them."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False)


def from_text(text: str) -> list[Finding]:
    """Findings of a review row."""
    return [Finding(**finding) for finding in cast("list[dict[str, str]]", json.loads(text))]


def urgent(findings: Sequence[Finding]) -> bool:
    """Whether somebody may be in danger now: not referred, or referred and nobody knows what became of it."""
    return any(finding.code in (URGENT, emergencies.OPEN) for finding in findings)


def said_of_urgent(findings: Sequence[Finding]) -> str:
    """Why it is urgent, in a word."""
    return "没有转诊" if any(finding.code == URGENT for finding in findings) else "已转诊，等结果"


def _earlier(visit: Record) -> Earlier | None:
    if visit.day is None:
        return None
    assessment = visit.data.get("assessment", {})
    satisfied = assessment.get("satisfied", assessment.get("bp_satisfied"))  # as programs of schema 1 say it
    return Earlier(
        visit.day,
        visit.values,
        str(visit.values.get("visit_class", "")),
        satisfied if isinstance(satisfied, bool) and visit.values.get("visit_class") else None,
    )


def _judged(disease: Disease[Any], visit: Record, judged: Assessment) -> list[Finding]:
    findings: list[Finding] = []
    values, why = visit.values, judged.reasons[0].text
    if judged.visit_class and values.get("visit_class") != judged.visit_class:
        cause = disease.cause(judged.visit_class, values)
        text = f"{cause}，分类应为 {judged.visit_class}。{_their_reason(visit, 'visit_class')}"
        findings.append(Finding("visit_class", "class_mismatch", "danger", text))
    if not values.get("referral_reason"):
        if judged.referral == "urgent":
            findings.append(Finding("referral_reason", URGENT, "danger", f"没有转诊。{why}"))
        elif judged.referral == "suggested":
            findings.append(Finding("referral_reason", "missing_referral", "warn", f"没有转诊。{why}"))
    following = values.get("next_visit_date")
    if isinstance(following, date) and following > judged.next_visit_date:
        text = f"下次随访太晚，应在 {judged.next_visit_date} 前。{_their_reason(visit, 'next_visit_date')}"
        missed = next((alert for alert in judged.alerts if not guard.renewable((alert,)) and alert.within_days), None)
        findings.append(
            Finding("next_visit_date", "late_revisit", "warn", text)
            if missed is None
            else Finding("next_visit_date", "vital_missed", "danger", f"{missed.name}，{text}")
        )
    return findings


def _overrules(visit: Record) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", visit.data.get("overrules", []))


def _their_reason(visit: Record, field: str) -> str:
    given = next(
        (str(overrule.get("reason", "")) for overrule in _overrules(visit) if overrule.get("field") == field), ""
    )
    return f"村医理由：“{given}”" if given else ""


def _overruled(visit: Record, told: set[str]) -> list[Finding]:
    """Overrules; those of fields in ``told`` are spoken of already."""
    findings: list[Finding] = []
    for overrule in _overrules(visit):
        field, computed, chosen, reason = (
            str(overrule.get(name, "")) for name in ("field", "computed", "chosen", "reason")
        )
        if field not in told:
            text = f"村医改判：自动 {computed}，改为 {chosen}。理由：“{reason}”"
            findings.append(Finding(field, "overruled", "info", text))
    return findings


def _copied(disease: Disease[Any], visit: Record, earlier: Sequence[Record]) -> list[Finding]:
    if not earlier:
        return []
    values, last = visit.values, earlier[0]
    measured = [name for name in disease.measured if values.get(name) is not None]
    if len(measured) > 2 and all(values[name] == last.values.get(name) for name in measured):
        day = f"{last.day:%m-%d}" if last.day else ""
        text = f"{disease.measured_label}与上次（{day}）完全相同，请核对是不是照抄。"
        return [Finding(measured[0], "identical", "warn", text)]
    return [
        finding for name, times in review_rules().unmoved.items() for finding in _unmoved(visit, earlier, name, times)
    ]


def _unmoved(visit: Record, earlier: Sequence[Record], name: str, times: int) -> list[Finding]:
    """A figure that has not changed for so many visits."""
    figure = visit.values.get(name)
    before = [other.values.get(name) for other in earlier[:times]]
    if figure is None or len(before) < times or set(before) != {figure}:
        return []
    label = visit.meanings[name].label
    return [Finding(name, "unmoved", "warn", f"{label}与上 {times} 次都是 {figure:g}。")]


def _after_the_end(record: Record, facts: Mapping[str, Any]) -> list[Finding]:
    closed = facts.get("closed_on")
    if facts.get("status") != "1" or closed is None or record.day is None or record.day <= closed:
        return []
    reason = codes.CLOSED_REASON.label(str(facts.get("closed_reason", "")))
    text = f"{record.kind.label} {record.day:%m-%d}，档案已在 {closed:%m-%d} 因{reason}注销。"
    return [Finding(record.day_field, "after_the_end", "danger", text)]


def _ahead(record: Record, today: date, told: set[str]) -> list[Finding]:
    """A day, or a moment of writing, that has not come: the clinic's clock ran ahead."""
    findings: list[Finding] = []
    day, label = record.day, record.kind.label
    if day is not None and day > latest_day(today) and record.day_field not in told:
        findings.append(Finding(record.day_field, "future", "danger", f"{label}日期 {day} 还没到，今天是 {today}。"))
    if record.recorded_at and (written := beijing_day(datetime.fromisoformat(record.recorded_at))) > latest_day(today):
        text = f"录入时间 {written} 还没到，今天是 {today}，村卫生室电脑的时间可能不对。"
        findings.append(Finding("", "written_ahead", "warn", text))
    return findings


def _late(record: Record) -> list[Finding]:
    day = record.day
    if day is None or record.revision > 1:
        return []
    written = beijing_day(datetime.fromisoformat(record.recorded_at))
    days = (written - day).days
    if days < review_rules().late_days:
        return []
    text = f"{record.kind.label}后 {days} 天才录入（{day:%m-%d} → {written:%m-%d}）"
    return [Finding(record.day_field, "late_entry", "info", text)]
