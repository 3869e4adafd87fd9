"""What the windows show of the checks of a prescription: what wants an answer, and what nobody knows."""

from dataclasses import dataclass

from vclinic.domain.prescription import Check, ThreePrescriptions
from vclinic.rules.overrules import reasons_given
from vclinic.rules.planning import waits_for_planning
from vclinic.rules.prescribing import UNKNOWN


@dataclass(frozen=True, slots=True)
class RegimenChecks:
    """Attributes:
    pressing: what is forbidden or wants a reason, heaviest first; what was answered before is a note and not among it.
    remembered: what was answered before, with the reason given then.
    waiting: those warnings that have no reason yet.
    unknown: names nobody knows.
    reacted: lines of a drug that did harm before, while nobody said what becomes of it.
    """

    pressing: tuple[Check, ...]
    waiting: tuple[Check, ...]
    unknown: tuple[str, ...]
    remembered: tuple[Check, ...]
    reacted: frozenset[int]


def regimen_checks(three: ThreePrescriptions, checks: tuple[Check, ...]) -> RegimenChecks:
    """Sort ``checks`` of prescriptions as they stand."""
    reasons = reasons_given(three.medication, three.overrules, checks)
    waiting = tuple(check for check in checks if check.severity == "warn" and check.code not in reasons)
    return RegimenChecks(
        pressing=tuple(check for check in checks if check.severity in ("forbid", "warn")),
        waiting=waiting,
        unknown=tuple(name for check in checks if names_unknown(check) for name in check.drugs),
        remembered=tuple(check for check in checks if check.overruled),
        reacted=frozenset(line for check in waiting if check.kind == "reaction" for line in check.lines),
    )


def names_unknown(check: Check) -> bool:
    """Whether a check names what nobody knows."""
    return check.code == UNKNOWN


def asks_same_box(check: Check) -> bool:
    """Whether a check asks if two names are one box."""
    return check.code.startswith("same_box/")


def asks_planning(check: Check) -> bool:
    """Whether a check asks if she plans to have a child."""
    return waits_for_planning(check)
