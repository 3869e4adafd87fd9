"""All parts of a visit together: made from their sheets, and what the page asks of them as one."""

from collections.abc import Iterable, Sequence
from datetime import date

from vclinic.domain.problem import Problem
from vclinic.forms.together import Block, joined, together
from vclinic.services.judge_visit import judge
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.pages.follow_up.decisions import taken
from vclinic.ui.pages.follow_up.part import Part


def parts_of(sheets: Sequence[VisitSheet], station: Workstation) -> tuple[tuple[Part, ...], FormState]:
    """The parts of a page for some sheets of one resident, and the state all their forms share."""
    blocks = together([(sheet.disease.key, sheet.form) for sheet in sheets])
    opened = [taken(sheet, station) for sheet in sheets]
    newest = max(range(len(sheets)), key=lambda place: (sheets[place].last_on or date.min, -place))
    values = joined(blocks, [kept for kept, _ in opened], newest)
    last = joined(blocks, [sheet.last for sheet in sheets], newest)
    touched = _keys(blocks, [sheet.touched for sheet in sheets])
    carried = _keys(blocks, [sheet.carried for sheet in sheets]) - touched
    state = FormState(values, carried, touched, last)
    parts: list[Part] = []
    for sheet, block, (_, decided) in zip(sheets, blocks, opened, strict=True):
        own = block.own_values(values)
        judgement = judge(sheet, own | decided.chosen, station.clock.today(), station.rules)
        parts.append(Part(sheet, block, decided, own, judgement))
    return tuple(parts), state


def _keys(blocks: Sequence[Block], names: Sequence[Iterable[str]]) -> frozenset[str]:
    return frozenset(key for block, own in zip(blocks, names, strict=True) for key in block.keyed_names(own))


def worst(parts: Sequence[Part]) -> Part:
    """The part that matters most: the gravest referral, then the gravest class."""
    grave = {"none": 0, "suggested": 1, "urgent": 2}

    def weight(part: Part) -> tuple[int, str]:
        assessment = part.judgement.assessment
        return (grave[assessment.referral], assessment.visit_class) if assessment is not None else (-1, "")

    return max(parts, key=weight)


def problems_of(parts: Sequence[Part]) -> list[Problem]:
    """What cannot be saved."""
    return once(problem for part in parts for problem in part.problems)


def implausible_of(parts: Sequence[Part]) -> list[Problem]:
    """What may be true but wants a reason."""
    return once(problem for part in parts for problem in part.implausible)


def unanswered_of(parts: Sequence[Part]) -> list[Problem]:
    """What still wants one."""
    return once(problem for part in parts for problem in part.unanswered)


def reasons_of(parts: Sequence[Part]) -> dict[str, str]:
    """Why implausible values stay, at the page's keys."""
    return {key: reason for part in parts for key, reason in part.reasons().items()}


def once(problems: Iterable[Problem]) -> list[Problem]:
    """What is wrong with a shared field is said once."""
    told: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        told.setdefault((problem.field, problem.code), problem)
    return list(told.values())


def written_in_readings(parts: Sequence[Part]) -> set[str]:
    """Keys of the fields that are written as several readings."""
    return {part.block.key(source) for part in parts for source in part.sheet.form.stands_for.values()}
