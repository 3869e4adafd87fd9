"""Two medicines that do not go together, whoever prescribed them."""

from vclinic.domain.prescription import Check
from vclinic.rules.checking.case import Case, of_two, weight
from vclinic.rules.checking.pairs import Pair, pairs_of
from vclinic.rules.softening import softened

_RULES = "一病三处方规则"


def interaction_checks(case: Case) -> list[Check]:
    """One check a pair, the heaviest; faint ones are not shown."""
    return [check for pair in pairs_of(case) if (check := _of(pair, case))]


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
