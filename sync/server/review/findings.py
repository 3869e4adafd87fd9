"""What strikes the machine about a visit, for the margin of the review page: the same judgement as at the clinic,
what the form says now that everything about the person is known, and what looks copied or late."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, cast

from sync.server.database.records import Visit, person_facts, problems_of
from sync.server.database.tables import ResidentMirror
from sync.server.review import plausible
from sync.server.review.omissions import omissions
from sync.server.review.rules import review_rules
from vclinic import diseases
from vclinic.diseases import rule_book
from vclinic.diseases.disease import Disease, Earlier, R, Subject
from vclinic.diseases.finding import LEVELS, Finding
from vclinic.diseases.hypertension.disease import HYPERTENSION
from vclinic.domain import codes
from vclinic.domain.dates import age_on
from vclinic.domain.follow_up import Assessment

URGENT = "urgent_not_referred"


def look(visit: Visit, earlier: Sequence[Visit], facts: Mapping[str, Any], today: date) -> list[Finding]:
    """Everything about one visit, the most serious first.

    Args:
        earlier: valid visits of the same disease before this one, newest first.
        facts: `records.person_facts`.
    """
    found = [
        Finding(each.field, each.code, "danger", each.text)
        for each in problems_of(visit.form, visit.record, facts, today)
    ]
    judged = judge(visit, earlier, facts)
    if judged is not None:
        found.extend(_judged(visit, judged))
    found.extend(_overruled(visit, judged))
    found.extend(_copied(visit, earlier))
    found.extend(_of_the_disease(visit, earlier, facts, {each.field for each in found if each.field}))
    found.extend(_unknown_rules(visit))
    found.extend(Finding(*each) for each in omissions(visit, earlier))
    found.extend(Finding(field, "implausible", "warn", text) for field, text in plausible.odd(visit, earlier))
    found.extend(_after_the_end(visit, facts))
    found.extend(_late(visit))
    if visit.data.get("status") == "void":
        found.append(Finding("", "void", "warn", "村医把这次随访作废了。"))
    return sorted(found, key=lambda each: LEVELS.index(each.level))


def judge(visit: Visit, earlier: Sequence[Visit], facts: Mapping[str, Any]) -> Assessment | None:
    """The machine's own judgement of a visit by the disease its form belongs to; None when a value it needs is
    missing, or nobody here judges such a form."""
    disease = diseases.of_form(visit.form.id)
    if disease is None or visit.visited_on is None or facts.get("birth_date") is None:
        return None
    history = [before for other in earlier if (before := _earlier(other)) is not None]
    return disease.assess(visit.values, subject_of(facts), history, rules_of(disease, visit))


def subject_of(facts: Mapping[str, Any]) -> Subject:
    """Whom a visit is about."""
    return Subject(facts.get("birth_date"), str(facts.get("sex_code", "")))


def bp_limits(person: ResidentMirror, visit: Visit) -> tuple[tuple[int, int], bool]:
    """Pressure below which a visit counts as controlled, and whether the limits for the elderly apply."""
    born, rules = person_facts(person).get("birth_date"), rules_of(HYPERTENSION, visit)
    age = age_on(born, visit.visited_on) if born is not None and visit.visited_on is not None else 0
    return rules.limits(age), age >= rules.elderly_age


def rules_of(disease: Disease[R], visit: Visit) -> R:
    """The rule set the visit names, else the one in force on its day."""
    named = disease.rules_named(rule_book(), str(visit.data.get("rule_set_id", "")))
    return named or disease.rules_on(rule_book(), visit.visited_on or date.max)


def as_text(found: Sequence[Finding]) -> str:
    """Findings as the review row keeps them."""
    return json.dumps([asdict(each) for each in found], ensure_ascii=False)


def from_text(text: str) -> list[Finding]:
    """Findings of a review row."""
    return [Finding(**each) for each in cast("list[dict[str, str]]", json.loads(text))]


def urgent(found: Sequence[Finding]) -> bool:
    """Whether somebody may be in danger now."""
    return any(each.code == URGENT for each in found)


def _earlier(visit: Visit) -> Earlier | None:
    if visit.visited_on is None:
        return None
    assessment = visit.data.get("assessment", {})
    satisfied = assessment.get("satisfied", assessment.get("bp_satisfied"))
    return Earlier(
        visit.visited_on,
        visit.values,
        str(visit.values.get("visit_class", "")),
        satisfied if isinstance(satisfied, bool) else None,
    )


def _judged(visit: Visit, judged: Assessment) -> list[Finding]:
    found: list[Finding] = []
    values, why = visit.values, judged.reasons[0].text
    if values.get("visit_class") != judged.visit_class:
        disease = diseases.of_form(visit.form.id)
        cause = disease.cause(judged.visit_class, values) if disease is not None else ""
        text = f"{cause}，分类应为 {judged.visit_class}。{_their_reason(visit, 'visit_class')}"
        found.append(Finding("visit_class", "class_mismatch", "danger", text))
    if not values.get("referral_reason"):
        if judged.referral == "urgent":
            found.append(Finding("referral_reason", URGENT, "danger", f"没有转诊。{why}"))
        elif judged.referral == "suggested":
            found.append(Finding("referral_reason", "missing_referral", "warn", f"没有转诊。{why}"))
    following = values.get("next_visit_date")
    if isinstance(following, date) and following > judged.next_visit_date:
        text = f"下次随访太晚，应在 {judged.next_visit_date} 前。{_their_reason(visit, 'next_visit_date')}"
        found.append(Finding("next_visit_date", "late_revisit", "warn", text))
    return found


def _overrules(visit: Visit) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", visit.data.get("overrules", []))


def _their_reason(visit: Visit, field: str) -> str:
    given = next((str(each.get("reason", "")) for each in _overrules(visit) if each.get("field") == field), "")
    return f"村医理由：“{given}”" if given else ""


def _overruled(visit: Visit, judged: Assessment | None) -> list[Finding]:
    """Overrules that the findings above do not already speak of."""
    told = {each.field for each in _judged(visit, judged)} if judged is not None else set[str]()
    found: list[Finding] = []
    for each in _overrules(visit):
        field, computed, chosen, reason = (
            str(each.get(name, "")) for name in ("field", "computed", "chosen", "reason")
        )
        if field not in told:
            found.append(
                Finding(field, "overruled", "info", f"村医改判：自动 {computed}，改为 {chosen}。理由：“{reason}”")
            )
    return found


def _of_the_disease(visit: Visit, earlier: Sequence[Visit], facts: Mapping[str, Any], told: set[str]) -> list[Finding]:
    """What only the disease knows of; nothing beside a field that something is said of already."""
    disease = diseases.of_form(visit.form.id)
    if disease is None:
        return []
    history = [before for other in earlier if (before := _earlier(other)) is not None]
    known = disease.findings(visit.values, history, subject_of(facts))
    return [finding for finding in known if finding.field not in told]


def _unknown_rules(visit: Visit) -> list[Finding]:
    """A visit judged by rules we do not have is judged here by those of its day, and that is said."""
    disease, named = diseases.of_form(visit.form.id), str(visit.data.get("rule_set_id", ""))
    if disease is None or not named or disease.rules_named(rule_book(), named) is not None:
        return []
    ours = rules_of(disease, visit).id
    return [Finding("", "unknown_rule_set", "info", f"村医用的规则“{named}”这里没有，这里按“{ours}”判断。")]


def _copied(visit: Visit, earlier: Sequence[Visit]) -> list[Finding]:
    values, disease = visit.values, diseases.of_form(visit.form.id)
    if not earlier or disease is None:
        return []
    last = earlier[0]
    measured = [name for name in disease.measured if values.get(name) is not None]
    if len(measured) > 2 and all(values[name] == last.values.get(name) for name in measured):
        day = f"{last.visited_on:%m-%d}" if last.visited_on else ""
        text = f"{disease.measured_label}与上次（{day}）完全相同，请核对是不是照抄。"
        return [Finding(measured[0], "identical", "warn", text)]
    return [
        finding for name, times in review_rules().unmoved.items() for finding in _unmoved(visit, earlier, name, times)
    ]


def _unmoved(visit: Visit, earlier: Sequence[Visit], name: str, times: int) -> list[Finding]:
    """A figure that has not changed for so many visits."""
    figure = visit.values.get(name)
    before = [each.values.get(name) for each in earlier[:times]]
    if figure is None or len(before) < times or set(before) != {figure}:
        return []
    label = visit.form.meanings[name].label
    return [Finding(name, "unmoved", "warn", f"{label}与上 {times} 次都是 {figure:g}。")]


def _after_the_end(visit: Visit, facts: Mapping[str, Any]) -> list[Finding]:
    closed = facts.get("closed_on")
    if facts.get("status") != "1" or closed is None or visit.visited_on is None or visit.visited_on <= closed:
        return []
    reason = codes.CLOSED_REASON.label(str(facts.get("closed_reason", "")))
    text = f"随访 {visit.visited_on:%m-%d}，档案已在 {closed:%m-%d} 因{reason}注销。"
    return [Finding("visit_date", "after_the_end", "danger", text)]


def _late(visit: Visit) -> list[Finding]:
    day = visit.visited_on
    if day is None or visit.revision > 1:
        return []
    written = datetime.fromisoformat(visit.recorded_at).date()
    days = (written - day).days
    if days < review_rules().late_days:
        return []
    text = f"随访后 {days} 天才录入（{day:%m-%d} → {written:%m-%d}）"
    return [Finding("visit_date", "late_entry", "info", text)]
