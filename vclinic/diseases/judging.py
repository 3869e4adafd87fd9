"""The table every chronic disease is judged by (third edition, §4): a class, and apart from it what is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vclinic.diseases.answers import Answers
from vclinic.domain import codes
from vclinic.domain.alert import Alert
from vclinic.domain.dates import add_months
from vclinic.domain.follow_up import Assessment, Reason
from vclinic.rules.rule_set import RuleSet

_REACTIONS = ("adr", "hypoglycemia", "adr_uncontrollable")
_ACTIONS = ("ROUTINE", "ADJUST", "REFER", "EMERGENCY_REFER")
_REFERRALS = ("none", "suggested", "urgent")
_ACTION_OF = {"hold": "ADJUST", "urgent": "EMERGENCY_REFER"}
_NOT_SATISFIED = ("unsatisfied", "unsatisfied_refer", "consecutive_unsatisfied")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What each row of the table says of a visit, None where it does not apply.

    Attributes:
        emergencies: every emergency, the first one decides.
        reaction: a reaction today. unsatisfied: the first visit that is not satisfactory.
        still_unsatisfied: the same as told where something graver decides.
        satisfied: why a visit without any of them is satisfactory.
        hints: what does not change the judgement and is still to be known.
    """

    emergencies: tuple[Reason, ...]
    complication: Reason | None
    uncontrollable: Reason | None
    consecutive: Reason | None
    reaction: Reason | None
    unsatisfied: Reason | None
    still_unsatisfied: Reason
    satisfied: Reason
    hints: tuple[Reason, ...] = ()

    def first(self) -> tuple[Reason, str, str]:
        """The row that decides, in the table's order, with its action and referral."""
        rows = (
            (next(iter(self.emergencies), None), "EMERGENCY_REFER", "urgent"),
            (self.complication, "REFER", "suggested"),
            (self.uncontrollable, "REFER", "suggested"),
            (self.consecutive, "REFER", "suggested"),
            (self.reaction, "ADJUST", "none"),
            (self.unsatisfied, "ADJUST", "none"),
        )
        decided = ((reason, action, referral) for reason, action, referral in rows if reason is not None)
        return next(decided, (self.satisfied, "ROUTINE", "none"))


@dataclass(frozen=True, slots=True)
class Clauses:
    """The sources of classes and of dates."""

    classes: str
    schedule: str


def judged(
    answers: Answers,
    rows: Rows,
    rules: RuleSet,
    clauses: Clauses,
    *,
    satisfied: bool,
    told: frozenset[str] = frozenset(),
) -> Assessment:
    """The judgement of a visit.

    Args:
        satisfied: what the disease is judged by is within its limits.
        told: codes of alerts that the disease's own rows tell already.
    """
    reason, action, referral = rows.first()
    if action == "ROUTINE":
        following, also = add_months(answers.visit_date, rules.routine_months), ()
    else:
        following = answers.visit_date + timedelta(days=rules.revisit_days)
        also = _also(answers, rows, reason, clauses, satisfied=satisfied)
    alerts = answers.alerts
    step = _with_alerts(alerts, Step(action, referral, following), answers.visit_date)
    raised = tuple(
        _reason(alert) for alert in alerts if alert.severity in ("hold", "urgent") and alert.code not in told
    )
    known = tuple(_reason(alert) for alert in alerts if alert.severity in ("note", "ask"))
    return Assessment(
        visit_class=_class(answers, rows, satisfied=satisfied),
        satisfied=satisfied,
        action=step.action,
        next_visit_date=step.following,
        referral=step.referral,
        reasons=(
            *_in_order(reason, action, raised, alerts),
            *also,
            *rows.hints,
            *known,
            _next_visit(step, answers.visit_date, rules, clauses.schedule),
        ),
        rule_set_id=rules.id,
        alerts=alerts,
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done next: action, referral, and the latest day of the next visit."""

    action: str
    referral: str
    following: date


def _with_alerts(alerts: Sequence[Alert], step: Step, day: date) -> Step:
    """The table's next step with the guard's: the graver action and referral, the earlier date (hypertension §4 rows 0
    and 4a). No alert ever makes a step lighter."""
    holding = [alert for alert in alerts if alert.severity in ("hold", "urgent")]
    actions = [_ACTION_OF[alert.severity] for alert in holding]
    days = [day + timedelta(days=alert.within_days) for alert in alerts if alert.within_days is not None]
    return Step(
        max((step.action, *actions), key=_ACTIONS.index),
        max((step.referral, *(alert.referral for alert in alerts)), key=_REFERRALS.index),
        min((step.following, *days)),
    )


def _in_order(reason: Reason, action: str, raised: tuple[Reason, ...], alerts: Sequence[Alert]) -> tuple[Reason, ...]:
    """The reason that decides first: the alerts', unless the table's row is graver."""
    worst = max((_ACTIONS.index(_ACTION_OF.get(alert.severity, "ROUTINE")) for alert in alerts), default=0)
    return (*raised, reason) if raised and worst >= _ACTIONS.index(action) else (reason, *raised)


def _reason(alert: Alert) -> Reason:
    return Reason(alert.code, alert.text, alert.source)


def _class(answers: Answers, rows: Rows, *, satisfied: bool) -> str:
    """§4.0: the most serious one that applies."""
    if answers.new_complication:
        return "4"
    if rows.reaction is not None:
        return "3"
    return "1" if satisfied else "2"


def _also(answers: Answers, rows: Rows, first: Reason, clauses: Clauses, *, satisfied: bool) -> Sequence[Reason]:
    """What else is true and explains the class or the next step."""
    reasons = list(rows.emergencies[1:])
    if first.code == "emergency" and rows.complication is not None:
        reasons.append(rows.complication)
    if first.code not in _REACTIONS and rows.reaction is not None:
        reasons.append(rows.reaction)
    if first.code not in _NOT_SATISFIED and not satisfied:
        reasons.append(rows.still_unsatisfied)
    if not satisfied:
        reasons += _adherence_first(answers.med_adherence, clauses.classes)
    return reasons


def _next_visit(step: Step, day: date, rules: RuleSet, clause: str) -> Reason:
    """Why the next visit is when it is."""
    weeks, days = rules.revisit_days // 7, (step.following - day).days
    soon = f"{weeks} 周内" if days == rules.revisit_days else f"{days} 天内"
    if step.action == "ROUTINE":
        text = f"满意的 {rules.routine_months} 个月内再随访，最迟 {step.following}。"
    elif step.action == "ADJUST":
        text = f"{soon}再随访，最迟 {step.following}。"
    else:
        text = f"{soon}问转诊结果，最迟 {step.following}。"
    return Reason("schedule", text, clause)


def _adherence_first(med_adherence: str, clause: str) -> list[Reason]:
    """Drugs that were not taken as prescribed are to be taken before they are changed."""
    if med_adherence not in ("2", "3"):
        return []
    label = codes.ADHERENCE.label(med_adherence)
    return [Reason("adherence_first", f"服药依从性是“{label}”，先纠正服药，再考虑调药。", clause)]


def unmeasured(
    alerts: Sequence[Alert], signs: Sequence[str], *, missing: str, day: date, rules: RuleSet, clause: str
) -> Assessment | None:
    """An emergency of which the figures are missing that the table wants; None when nothing makes it one.

    Args:
        signs: what the doctor confirmed, in words. missing: what was not measured, in words.
    """
    if not signs and all(alert.severity != "urgent" for alert in alerts):
        return None
    following = day + timedelta(days=rules.revisit_days)
    step = _with_alerts(alerts, Step("EMERGENCY_REFER", "urgent", following), day)
    confirmed = Reason("emergency", f"医生确认有危急情况：{'、'.join(signs)}，处理后马上转诊。", clause)
    return Assessment(
        visit_class="",
        satisfied=False,
        action=step.action,
        next_visit_date=step.following,
        referral=step.referral,
        reasons=(
            *((confirmed,) if signs else ()),
            *(_reason(alert) for alert in alerts),
            Reason("not_measured", f"{missing}还没有量，分类以后补。", clause),
            _next_visit(step, day, rules, clause),
        ),
        rule_set_id=rules.id,
        alerts=tuple(alerts),
    )
