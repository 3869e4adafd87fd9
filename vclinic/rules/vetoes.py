"""Who may never be advised what (three prescriptions §1.2): the rows of the table that apply to a person on a day, and
what they do to diet and exercise. What is not advised is said, never left out in silence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vclinic.domain.prescription import DietItem, ExerciseAdvice
from vclinic.rules.catalog import Catalog
from vclinic.rules.day_signs import DaySigns
from vclinic.rules.person import PersonFacts
from vclinic.rules.veto_reasons import APPLIES, Asked
from vclinic.rules.veto_table import VetoRow, VetoTable, veto_table

_NOT_OURS = ("doctor", "carried", "conflict")  # origins of diet lines that no table may take away


@dataclass(frozen=True, slots=True)
class Veto:
    """A row that applies, and why it does."""

    row: VetoRow
    why: str


def vetoes(person: PersonFacts, day: DaySigns, catalog: Catalog, table: VetoTable | None = None) -> tuple[Veto, ...]:
    """The rows that apply, in order of importance."""
    table = table or veto_table()
    asked = Asked(person, day, catalog, table.limits)
    hits = ((row, APPLIES[row.code](asked)) for row in table.rows)
    return tuple(Veto(row, why) for row, why in hits if why)


def said(vetoed: Sequence[Veto]) -> tuple[str, ...]:
    """What is not advised, each sentence once, the most important first."""
    return tuple(dict.fromkeys(sentence for veto in vetoed for sentence in veto.row.not_advised))


def diet_after(diet: Sequence[DietItem], vetoed: Sequence[Veto]) -> tuple[DietItem, ...]:
    """The lines left, and those that stand in place of others; the doctor's own lines are his."""
    without = {code for veto in vetoed for code in veto.row.without}
    instead: dict[str, DietItem] = {}
    for veto in vetoed:
        for line in veto.row.instead:
            instead.setdefault(line.item_code, replace(line, explain=veto.why))
    kept = [
        item if item.origin in _NOT_OURS else instead.pop(item.item_code, item)
        for item in diet
        if item.item_code not in without or item.origin in _NOT_OURS
    ]
    written = {item.item_code for item in kept}
    return (*kept, *(line for code, line in instead.items() if code not in without | written))


def exercise_after(advice: ExerciseAdvice, vetoed: Sequence[Veto]) -> ExerciseAdvice:
    """The advice as the vetoes leave it: none today, or no harder than the gentlest of their efforts."""
    stopped = next((veto for veto in vetoed if veto.row.stop), None)
    if stopped is not None:
        because = advice.blocked_because or f"今日不运动，{stopped.row.stop}：{stopped.why}"
        return replace(advice, allowed=False, blocked_because=because)
    table = veto_table()
    named = {veto.row.effort for veto in vetoed}
    effort = next((effort for name, effort in table.efforts.items() if name in named), None)
    if effort is not None:
        why = next(veto.why for veto in vetoed if veto.row.effort and table.efforts[veto.row.effort] is effort)
        advice = replace(advice, types=effort.types)
        if effort.text:
            advice = replace(advice, intensity=effort.text, hr_low=None, hr_high=None, hr_explain=why)
    if any(veto.row.no_resistance for veto in vetoed):
        advice = replace(advice, resistance="")
    first = tuple(dict.fromkeys(veto.row.ask_first for veto in vetoed if veto.row.ask_first))
    more = tuple(rule for veto in vetoed for rule in veto.row.stop_rules)
    return replace(advice, stop_rules=tuple(dict.fromkeys((*first, *advice.stop_rules, *more))))


def bind_effort(vetoed: Sequence[Veto]) -> bool:
    """Whether they say how hard exercise may be, so that no pulse does."""
    efforts = veto_table().efforts
    return any(veto.row.effort and efforts[veto.row.effort].text for veto in vetoed)
