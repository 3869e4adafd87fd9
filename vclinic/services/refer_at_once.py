"""An emergency is stored and referred at once with what is known; the statutory rest of its form waits to be completed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vclinic.domain.follow_up import is_emergency
from vclinic.domain.problem import Problem
from vclinic.forms.unfinished import in_words
from vclinic.services.judge_visit import judge
from vclinic.services.record_follow_up import ReadyVisit, SavedVisit, VisitEntry, prepare, store
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation


@dataclass(frozen=True, slots=True)
class ReferredVisit:
    """What was stored. ``to_complete``: what is still open of the forms, in words; empty when nothing is."""

    saved: tuple[SavedVisit, ...]
    to_complete: str


def refer_at_once(
    station: Workstation, sheets: Sequence[VisitSheet], entries: Sequence[VisitEntry]
) -> ReferredVisit | list[tuple[str, Problem]]:
    """Store the visits that are emergencies in one commit; those of other diseases on the page stay drafts.

    Where one of them was measured, those that were not stay drafts too. What was carried forward from last time and not confirmed is not stored as of today, the drugs taken aside.

    Returns:
        What was stored, or (key of the disease, problem) pairs: only what is wrong, never what is missing.

    Raises:
        Refused: ``stale`` when a visit was corrected elsewhere meanwhile. WorldFault: the disk; the drafts stay.
    """
    today = station.clock.today()
    urgent = [
        (sheet, entry, assessment)
        for sheet, entry in zip(sheets, entries, strict=True)
        if is_emergency(assessment := judge(sheet, entry.values, today, station.rules).assessment)
    ]
    measured = any(assessment is not None and assessment.visit_class for _, _, assessment in urgent)
    ready: list[tuple[VisitSheet, VisitEntry, ReadyVisit]] = []
    problems: list[tuple[str, Problem]] = []
    for sheet, entry, assessment in urgent:
        if measured and assessment is not None and not assessment.visit_class:
            continue
        asked = asked_today(sheet, entry)
        prepared = prepare(station, sheet, asked, emergency=True)
        if isinstance(prepared, list):
            problems += [(sheet.disease.key, problem) for problem in prepared]
        else:
            ready.append((sheet, asked, prepared))
    if problems or not ready:
        return problems
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        saved = tuple(store(station, work, sheet, entry, visit) for sheet, entry, visit in ready)
    return ReferredVisit(saved, "、".join(in_words(sheet.form, visit.to_complete) for sheet, _, visit in ready))


def asked_today(sheet: VisitSheet, entry: VisitEntry) -> VisitEntry:
    """An entry without what was carried forward and not confirmed; the drugs taken stay."""
    meanings = sheet.form.meanings
    left = {name for name in entry.carried_unconfirmed if name in meanings and meanings[name].kind != "entries"}
    return replace(
        entry,
        values={name: value for name, value in entry.values.items() if name not in left},
        carried_unconfirmed=entry.carried_unconfirmed - left,
    )
