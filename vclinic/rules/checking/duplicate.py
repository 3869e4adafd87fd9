"""The same twice: one drug under two names, two of a class of which one is enough, or one box told twice."""

from vclinic.domain.prescription import Check
from vclinic.rules.checking.case import Case, of_two, weight
from vclinic.rules.checking.pairs import Pair, pairs_of
from vclinic.rules.softening import softened

_KEPT_FOR_AN_ATTACK = "prn_only"  # beside the long-acting one: how it is meant


def duplicate_checks(case: Case) -> list[Check]:
    """One check a pair: the same drug before the same class."""
    return [check for pair in pairs_of(case) if pair.closed is None and (check := _of(pair, case))]


def _of(pair: Pair, case: Case) -> Check | None:
    if pair.shared:
        return _same(pair)
    rule = pair.heaviest("duplicate")
    said = _of_a_class(pair, case)
    if rule is None:
        text = f"都是{said}，重复了。"
        return of_two("duplicate", "warn", f"class/{pair.code}", text, both=pair.both, mark="design") if said else None
    names = (pair.one.name, pair.two.name)
    if softened(rule.soften_when, names, case.person):
        if _KEPT_FOR_AN_ATTACK in rule.soften_when:
            return None
        severity = "note"
    elif rule.severity == "contraindicated":
        severity = "forbid"
    elif said:
        severity = "warn"
    elif rule.severity == "minor":
        return None
    else:
        severity = weight(rule.severity)
    about = f"都是{said}，重复了：" if said else ""
    text = f"{about}{rule.happens}。{rule.advice}。"
    return of_two("duplicate", severity, f"class/{pair.code}", text, both=pair.both, mark=rule.mark)


def _same(pair: Pair) -> Check:
    shared = pair.shared[0]
    whole = pair.one.name.ingredients == pair.two.name.ingredients
    if whole and not (pair.one.ours and pair.two.ours):
        text = "是同一盒吗？是同一盒就只记一次；不是，就是同一种药吃了两份。"
        return of_two("duplicate", "warn", f"same_box/{shared}", text, both=pair.both, mark="design", source="重复用药")
    text = "是同一种药，重复了。" if whole else f"都含{shared}，重复了。"
    return of_two(
        "duplicate", "warn", f"same/{shared}/{shared}", text, both=pair.both, mark="design", source="重复用药"
    )


def _of_a_class(pair: Pair, case: Case) -> str:
    """The class both are of, in words, where one of the class is enough; empty for none."""
    both = pair.one.name.classes & pair.two.name.classes
    return next((text for group, text in case.rules.one_of_a_class.items() if group in both), "")
