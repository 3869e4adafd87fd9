"""Past adverse reactions bind: what made a face swell is closed with its class, what only troubled wants a reason."""

from vclinic.domain.prescription import Check, Severity
from vclinic.rules.checking.case import Case, not_compared, of_one
from vclinic.rules.person import PastReaction
from vclinic.rules.taken import Medicine

_GRAVE = ("swelling", "anaphylaxis")
_RECORD = "不良反应史"


def reaction_checks(case: Case) -> list[Check]:
    """The heaviest reaction of each medicine, and reactions to a drug nobody could name."""
    checks: list[Check] = []
    for medicine in case.medicines:
        said = [check for reaction in case.person.reactions if (check := _check(medicine, reaction, case))]
        if said:
            checks.append(min(said, key=lambda check: ("forbid", "warn").index(check.severity)))
    nameless = [reaction.text for reaction in case.person.reactions if not reaction.ingredients]
    if nameless:
        text = f"登记过不良反应“{'；'.join(nameless)}”，认不出是哪种药，没有比对，请问清药名。"
        checks.append(not_compared("reaction", "unknown_culprit", text))
    return checks


def _check(medicine: Medicine, reaction: PastReaction, case: Case) -> Check | None:
    same = next((name for name in medicine.name.ingredients if name in reaction.ingredients), "")
    grave = reaction.kind in _GRAVE
    closed = grave and (bool(same) or _swells_alike(medicine, reaction, case))
    if not closed and not same and not _troubles_alike(medicine, reaction, case):
        return None
    severity: Severity = "forbid" if closed else "warn"
    if same:
        text = f"以前有过不良反应“{reaction.text}”，{'不能再用' if closed else '不能照旧续，先问清，换药或问上级'}。"
    else:
        text = f"以前对同类的药有过不良反应“{reaction.text}”，{'同类都不能用' if closed else '同类也可能这样'}。"
    code = f"{medicine.called[0]}/reaction:{reaction.kind}"
    return of_one("reaction", severity, code, text, medicine=medicine, mark="verified", source=_RECORD)


def _swells_alike(medicine: Medicine, reaction: PastReaction, case: Case) -> bool:
    """Whether what a grave reaction closes includes the medicine: of its class, or of a class that swells likewise."""
    shared = medicine.name.classes & reaction.classes
    kin = case.rules.swelling_classes
    return bool(shared - case.rules.loose_classes) or bool(medicine.name.classes & kin and reaction.classes & kin)


def _troubles_alike(medicine: Medicine, reaction: PastReaction, case: Case) -> bool:
    """Whether the medicine may do the same, so that a reason is wanted."""
    rules, classes = case.rules, medicine.name.classes
    if reaction.kind in _GRAVE:
        return bool(classes & rules.swelling_doubted and reaction.classes & rules.swelling_classes)
    if reaction.kind == "cough":
        return bool(classes & reaction.classes & rules.cough_classes)
    alike = rules.trouble_classes
    return bool(
        {alike.get(code) for code in classes & alike.keys()}
        & {alike.get(code) for code in reaction.classes & alike.keys()}
    )
