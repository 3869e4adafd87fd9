"""Why the doctor goes on in spite of a warning: a reason of its own for each check, remembered while its facts stay."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from vclinic.domain.medication_profile import KeptOverrule
from vclinic.domain.prescription import Check, MedicationOrder
from vclinic.rules.guard import family, renewable
from vclinic.rules.person import PersonFacts

LEAST_SIGNS = 3  # letters or characters of a reason
_SAYS_NOTHING = frozenset(("没有", "没有理由", "无理由", "不知道", "不清楚", "知道了", "继续用", "没问题", "可以用"))
_BY_TEXT = ("dose", "days", "catalogue")  # their sentence holds the figures they rest on


def says_something(reason: str) -> bool:
    """Whether a reason is one: a few different characters, and no mere "none" or "understood"."""
    signs = [sign for sign in reason if sign.isalpha()]
    return len(signs) >= LEAST_SIGNS and len(set(signs)) > 1 and "".join(signs) not in _SAYS_NOTHING


def facts_of(check: Check, person: PersonFacts) -> tuple[str, ...]:
    """What a check rests on, sorted: its drugs and condition, and the band of the figure it speaks of."""
    facts = {check.code, *check.drugs}
    match check.kind:
        case "renal":
            facts |= _band("egfr", person.egfr, 10)
        case "vitals":
            facts |= _band("pulse", person.heart_rate, 10) | _potassium(person)
            facts |= _band("sbp", person.sbp, 10) | _band("dbp", person.dbp, 10)
            facts |= {alert.code for alert in person.alerts if family(alert.code) == check.code}
            if check.code.startswith("glucose"):
                facts.add(check.text)
        case "interaction" | "duplicate":
            facts |= _potassium(person)
        case "pregnancy":
            facts |= {f"pregnant={person.pregnant}", f"planning={person.planning_pregnancy}"}
        case "allergy":
            facts |= {f"allergy={name}" for name in (*person.allergies, *person.allergic_to)}
        case "reaction":
            facts |= {f"reaction={reaction.kind}/{reaction.text}" for reaction in person.reactions}
        case kind if kind in _BY_TEXT:
            facts.add(check.text)
        case _:
            pass
    return tuple(sorted(facts))


def _potassium(person: PersonFacts) -> set[str]:
    potassium = person.labs.potassium_mmol_l
    return _band("potassium", potassium.value if potassium else None, 0.5)


def _band(name: str, figure: float | None, width: float) -> set[str]:
    return set() if figure is None else {f"{name}={figure // width * width:g}+"}


def already_overruled(check: Check, person: PersonFacts, kept: Iterable[KeptOverrule]) -> KeptOverrule | None:
    """The overrule kept for a warning whose facts are still the same; None when nobody gave one, or something is new. What
    was measured today and holds drugs back is asked today, whatever was answered before."""
    if check.severity != "warn" or (check.kind == "vitals" and not renewable(person.alerts)):
        return None
    facts = facts_of(check, person)
    return next((known for known in kept if known.code == check.code and tuple(known.facts) == facts), None)


def remembered(checks: Iterable[Check], person: PersonFacts, kept: Sequence[KeptOverrule]) -> tuple[Check, ...]:
    """The checks, those overruled before with the reason given then instead of asked again."""
    told: list[Check] = []
    for check in checks:
        known = already_overruled(check, person, kept)
        if known is None:
            told.append(check)
        else:
            told.append(replace(check, severity="note", overruled=known.reason, overruled_on=known.on))
    return tuple(told)


def with_remembered(overrules: Iterable[tuple[str, str]], checks: Iterable[Check]) -> tuple[tuple[str, str], ...]:
    """The reasons of a prescription, with those given before for what still stands: whoever reads it sees why."""
    before = {check.code: check.overruled for check in checks if check.overruled}
    return tuple((before | dict(overrules)).items())


def lines_that_ask(checks: Iterable[Check]) -> dict[int, Check]:
    """Which warning the reason beside a line answers, by line: one each, the heaviest first."""
    asking: dict[int, Check] = {}
    for check in checks:
        if check.severity == "warn":
            free = next((line for line in check.lines if line not in asking), None)
            if free is not None:
                asking[free] = check
    return asking


def reasons_given(
    orders: Iterable[MedicationOrder], overrules: Iterable[tuple[str, str]], checks: Sequence[Check]
) -> Mapping[str, str]:
    """The reason of each warning that has one of its own, by code."""
    by_code = {code: reason.strip() for code, reason in overrules if says_something(reason)}
    by_line = {order.line_no: order.overrule.strip() for order in orders if says_something(order.overrule)}
    asking = lines_that_ask(checks)
    for line, check in asking.items():
        if line in by_line:
            by_code.setdefault(check.code, by_line[line])
    for check in checks:
        # a reason written beside the other line of a pair, where nothing else asks
        other = next((line for line in check.lines if line in by_line and line not in asking), None)
        if check.severity == "warn" and other is not None:
            by_code.setdefault(check.code, by_line.pop(other))
    return by_code
