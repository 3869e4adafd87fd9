"""High blood pressure that may have a cause of its own: two of the classes for an ordinary referral (§6 疑继发)."""

from datetime import date

from vclinic.diseases.visits import Subject
from vclinic.domain.alert import Alert
from vclinic.rules.vital_limits import vital_limits_on

_LESS_THAN_ONE = "±"


def secondary_to(subject: Subject, day: date) -> tuple[Alert, ...]:
    """The alerts of somebody who fell ill young, or whose urine holds protein. Neither holds a visit up: the young age
    never changes and is told without asking for a referral again and again; protein asks for one while it is new."""
    limits = vital_limits_on(day)
    alerts: list[Alert] = []
    onset, protein = subject.onset_age, subject.urine_protein
    if onset is not None and onset < limits.onset_age_secondary:
        text = f"{onset} 岁起病，不到 {limits.onset_age_secondary} 岁：疑继发性高血压，没有查过原因的建议转诊。"
        alerts.append(_note("onset_age_secondary", text, "none", limits.sources["onset_age_secondary"]))
    if protein is not None and protein >= limits.urine_protein:
        text = f"尿蛋白 {said(protein)}：疑继发性高血压或肾损害，建议转诊。"
        alerts.append(_note("urine_protein", text, "suggested", limits.sources["urine_protein"]))
    return tuple(alerts)


def said(protein: float) -> str:
    """A protein as the strip says it: ±, 1+, 2+."""
    return f"{protein:.0f}+" if protein >= 1 else _LESS_THAN_ONE


def _note(code: str, text: str, referral: str, source: tuple[str, str]) -> Alert:
    return Alert(code, "疑继发", "note", text, referral=referral, source=source[1], mark=source[0])
