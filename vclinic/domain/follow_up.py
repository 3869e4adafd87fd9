"""What every follow-up has, whatever its disease: the drugs taken, the judgement with its reasons, what was overruled."""

from dataclasses import dataclass
from datetime import date

from vclinic.domain.alert import Alert
from vclinic.domain.fields import Meaning

EMERGENCY = "EMERGENCY_REFER"  # the action that says: at once
_DOSE = Meaning("每次用量", "text", max_length=20)
DRUG_ENTRY = (
    ("name", Meaning("药物名称", "text", max_length=40)),
    ("times_per_day", Meaning("每日次数", "decimal", "次", 0, 12, decimals=1, trims=True)),
    ("dose_text", _DOSE),
)


@dataclass(frozen=True, slots=True)
class DrugUse:
    """One line of 用药情况: what the resident takes, other institutions' drugs included."""

    name: str
    times_per_day: float
    dose_text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the machine says so: ``text`` carries the numbers used, ``clause`` the source of the rule."""

    code: str
    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement of one visit.

    Attributes:
        visit_class: "1".."4", the most serious one that applies.
        satisfied: the measure the disease is judged by is within its limits.
        action: ROUTINE, ADJUST, REFER or EMERGENCY_REFER.
        next_visit_date: latest day of the next visit.
        referral: none, suggested or urgent.
        alerts: what the guard over vital signs found, the gravest first; judgements of earlier programs have none.
    """

    visit_class: str
    satisfied: bool
    action: str
    next_visit_date: date
    referral: str
    reasons: tuple[Reason, ...]
    rule_set_id: str
    alerts: tuple[Alert, ...] = ()


def is_emergency(assessment: Assessment | None) -> bool:
    """Whether a judgement says to refer at once."""
    return assessment is not None and assessment.action == EMERGENCY


@dataclass(frozen=True, slots=True)
class Overrule:
    """The doctor decided otherwise: which field, what the machine said, what the doctor says, and why."""

    field: str
    computed: str
    chosen: str
    reason: str
