"""What staff are told of an emergency: that somebody was referred, what was done, what became of it, and who came back
too late."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sync.server.database.records import Record
from vclinic.diseases import rule_book
from vclinic.diseases.disease import Disease
from vclinic.diseases.finding import Finding
from vclinic.domain import codes
from vclinic.domain.entity import value_at
from vclinic.domain.follow_up import EMERGENCY
from vclinic.forms.unfinished import OFFSET, in_words, is_unfinished, to_complete

OPEN, KNOWN, LATE, MISSING = "emergency", "emergency_outcome", "late_after_emergency", "to_complete"


def look(disease: Disease[Any], visit: Record, earlier: Sequence[Record], today: date) -> list[Finding]:
    """Everything about the emergencies of a course as one of its visits shows it.

    Args:
        earlier: valid visits of the same course before this one, newest first.
        today: the township's day; after two weeks without contact an emergency is late where it stands.
    """
    if visit.day is None:
        return []
    return [*_itself(disease, visit, today), *_missing(disease, visit), *_late_return(disease, visit, earlier)]


def is_emergency(visit: Record) -> bool:
    """Whether the clinic judged it one."""
    return value_at(visit.data, "assessment.action") == EMERGENCY


def _itself(disease: Disease[Any], visit: Record, today: date) -> list[Finding]:
    if not is_emergency(visit) or visit.day is None or not visit.values.get("referral_reason"):
        return []  # one that was not referred is told by the judgement made again
    values = visit.values
    done = f"{visit.day:%m-%d} 已转 {values.get('referral_org_dept') or '上级'}（{values['referral_reason']}）"
    outcome = str(values.get("referral_outcome") or "")
    if outcome:
        on, text = values.get("referral_outcome_on"), values.get("referral_outcome_text")
        heard = f"{on:%m-%d} 问到：" if isinstance(on, date) else ""
        told = f"危急，{done}。{heard}{codes.REFERRAL_OUTCOME.label(outcome)}{f'（{text}）' if text else ''}。"
        return [Finding("", KNOWN, "info", told)]
    findings = [Finding("", OPEN, "danger", f"危急，{done}，还不知道结果。")]
    if today > _last_day(disease, visit.day):
        text = f"转诊后 {(today - visit.day).days} 天，还没有问到结果。"
        findings.append(Finding("", LATE, "danger", text))
    return findings


def _missing(disease: Disease[Any], visit: Record) -> list[Finding]:
    if visit.form is None or not is_unfinished(visit.form.version) or "visit_date" not in visit.values:
        return []
    whole = next(form for form in disease.forms if form.version == visit.form.version - OFFSET)
    names = in_words(whole, to_complete(whole, visit.values))
    return [Finding("", MISSING, "info", f"危急时先转诊，随访表以后补：{names}。")]


def _late_return(disease: Disease[Any], visit: Record, earlier: Sequence[Record]) -> list[Finding]:
    """The first visit after an emergency, when it and the outcome came later than they should."""
    before = next((other for other in earlier if other.day is not None and other.day < (visit.day or other.day)), None)
    if before is None or before.day is None or visit.day is None or not is_emergency(before):
        return []
    last = _last_day(disease, before.day)
    heard = before.values.get("referral_outcome_on")
    if visit.day <= last or (isinstance(heard, date) and heard <= last):
        return []
    days = (visit.day - before.day).days
    return [Finding("visit_date", LATE, "danger", f"{before.day:%m-%d} 危急转诊，{days} 天后才再随访，中间没有联系。")]


def _last_day(disease: Disease[Any], day: date) -> date:
    """The last day by which somebody must have been in contact after an emergency."""
    return day + timedelta(days=disease.rules_on(rule_book(), day).revisit_days)
