"""Two medicines that do not go together, whoever prescribed them."""

from collections.abc import Sequence

from vclinic.domain.prescription import Check
from vclinic.rules.checking.case import Case, lines_of, names_of, of_two, weight
from vclinic.rules.checking.pairs import Pair, pairs_of
from vclinic.rules.prescription_rules import is_one_of
from vclinic.rules.softening import softened

_RULES = "一病三处方规则"
_REGIMEN = "heart_failure_regimen"
_MEANT = "moderate"  # of a regimen a hospital put together


def interaction_checks(case: Case) -> list[Check]:
    """One check a pair, the heaviest; faint ones are not shown, and what a hospital meant for a failing heart is told once."""
    told = [(pair, check) for pair in pairs_of(case) if (check := _of(pair, case))]
    meant = [pair for pair, check in told if check.severity == "note" and _for_the_heart(pair, case)]
    if len(meant) < 2:
        return [check for _, check in told]
    return [*(check for pair, check in told if pair not in meant), _regimen(meant, case)]


def _for_the_heart(pair: Pair, case: Case) -> bool:
    """Whether a pair is of a hospital's regimen for heart failure, and no more than moderate (prescription_and_drugs §9)."""
    rule, begun = pair.heaviest("interaction"), case.person.hospital_started
    return (
        "heart_failure" in case.person.diseases
        and rule is not None
        and rule.severity == _MEANT
        and all(
            begun.issuperset(one.name.ingredients) and is_one_of(one.name, case.rules.heart_failure_regimen)
            for one in pair.both
        )
    )


def _regimen(pairs: Sequence[Pair], case: Case) -> Check:
    medicines = tuple(dict.fromkeys(medicine for pair in pairs for medicine in pair.both))
    return Check(
        "interaction",
        "note",
        code=_REGIMEN,
        text=f"{names_of(medicines)}：{case.rules.told[_REGIMEN]}",
        source="处方与药品规则 §9",
        lines=lines_of(medicines),
        drugs=tuple(dict.fromkeys(name for medicine in medicines for name in medicine.called)),
        mark="design",
    )


def _of(pair: Pair, case: Case) -> Check | None:
    if pair.closed is not None:
        return of_two(
            "interaction",
            "forbid",
            pair.code,
            pair.closed.text,
            both=pair.both,
            mark="design",
            source=_RULES,
        )
    rule = pair.heaviest("interaction")
    if rule is None:
        if pair.warned is None:
            return None
        text = f"{pair.warned.text}。"
        return of_two("interaction", "warn", pair.code, text, both=pair.both, mark="corroborated", source=_RULES)
    if softened(rule.soften_when, (pair.one.name, pair.two.name), case.person):
        severity = "note"
    elif rule.severity == "contraindicated":
        severity = "forbid"
    elif pair.warned is not None:
        severity = "warn"
    elif rule.severity == "minor":
        return None
    else:
        severity = weight(rule.severity)
    text = f"{rule.happens}。{rule.advice}。"
    code = "/".join(sorted((rule.a, rule.b)))
    return of_two("interaction", severity, code, text, both=pair.both, mark=rule.mark)
