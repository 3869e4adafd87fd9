"""Whether the LDL cholesterol of somebody a statin is meant for has reached its goal (three prescriptions §5, prescription_and_drugs
§12.2)."""

from vclinic.rules.person import PersonFacts
from vclinic.rules.veto_table import veto_table

# diseases of hardened arteries, for whom the goal is lower
_HARDENED = frozenset(("chd", "acute_coronary", "stent", "cabg", "stroke", "tia"))


def ldl_missed(person: PersonFacts, *, takes_statin: bool) -> str:
    """A result that counts and its goal in words; empty where it is reached, not known, or no statin is meant."""
    lab, limits = person.labs.ldl_mmol_l, veto_table().limits
    hard = not _HARDENED.isdisjoint(person.diseases)
    if lab is None or not (hard or takes_statin):
        return ""
    goal = limits["ldl_ascvd_below" if hard else "ldl_below"]
    return f"{lab.value:g}，目标 <{goal:g}" if lab.value >= goal else ""
