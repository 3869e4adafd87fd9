"""Emergencies that somebody must still see to: what became of the person, and what the form still lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from vclinic.domain.problem import Problem
from vclinic.forms import draft
from vclinic.forms.spec import Context
from vclinic.forms.unfinished import in_words
from vclinic.rules.schedule import Standing
from vclinic.services.workstation import Workstation
from vclinic.storage import emergencies, follow_ups, residents
from vclinic.storage.emergencies import OpenEmergency
from vclinic.storage.follow_ups import FollowUp

TILE = "emergency"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one resident's emergencies still want.

    Attributes:
        ask_about: the follow-up whose outcome is asked; empty when it is known.
        complete: the follow-up that is to be completed; empty when all are.
    """

    ask_about: str
    complete: str
    standing: Standing


def waiting(station: Workstation, day: date) -> dict[str, Waiting]:
    """By resident, everybody with an emergency whose outcome is not known, or whose form is not complete."""
    with station.store.read() as session:
        opened = emergencies.open_ones(session)
    by_person: dict[str, list[OpenEmergency]] = {}
    for emergency in opened:
        by_person.setdefault(emergency.visit.resident_id, []).append(emergency)
    return {resident_id: _waiting(own, day) for resident_id, own in by_person.items()}


def of_resident(station: Workstation, resident_id: str) -> Waiting | None:
    """The same of one resident; None when nothing waits."""
    return waiting(station, station.clock.today()).get(resident_id)


def line_of_day(station: Workstation, resident_id: str) -> str:
    """What every page that orders or hands out drugs says today of somebody who was referred in an emergency; empty for
    everybody else."""
    with station.store.read() as session:
        today = emergencies.on_day(session, resident_id, station.clock.today())
    return "危急，已转诊，用药由上级决定" if today else ""


def tell_outcome(station: Workstation, follow_up_id: str, values: Mapping[str, Any]) -> int | list[Problem]:
    """Keep what became of a referral as the next revision of its visit: ``referral_outcome`` (code),
    ``referral_outcome_on`` (day) and ``referral_outcome_text``.

    Returns:
        The new revision, or what is wrong.

    Raises:
        Refused: ``newer_record``; ``stale`` when it was corrected elsewhere meanwhile.
    """
    with station.store.read() as session:
        visit = follow_ups.get_to_write(session, follow_up_id)
        born = residents.get(session, visit.resident_id).resident.birth_date
    if not values.get("referral_outcome"):
        return [Problem("referral_outcome", "required", "请选转诊后怎么样了。")]
    told = {name: values.get(name) for name in ("referral_outcome", "referral_outcome_on", "referral_outcome_text")}
    context = Context(station.clock.today(), {"birth_date": born})
    given = {**told, "visit_date": visit.record.visit_date}
    parsed, problems = draft.parse_values(follow_ups.whole_form(visit.form_id, visit.form_version), given, context)
    if problems:
        return problems
    record = replace(visit.record, **{name: parsed[name] for name in told if name in parsed})
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return follow_ups.save(work, replace(visit, record=record))[1]


def _waiting(own: Sequence[OpenEmergency], day: date) -> Waiting:
    asked = next((one.visit for one in own if one.outcome_open), None)
    unfinished = next((one.visit for one in own if one.visit.to_complete), None)
    told: list[str] = []
    if asked is not None:
        told.append("危急转诊，还没问到结果")
    if unfinished is not None:
        told.append(f"待补：{_missing(unfinished)}")
    days = (day - (asked or cast("FollowUp", unfinished)).record.visit_date).days
    since = "今天" if days == 0 else f"{days} 天前"
    level = "danger" if asked is not None else "warn"
    standing = Standing(TILE, level, f"{since}转诊" if asked is not None else "待补", level, "；".join(told))
    return Waiting(asked.id if asked else "", unfinished.id if unfinished else "", standing)


def _missing(visit: FollowUp) -> str:
    return in_words(follow_ups.whole_form(visit.form_id, visit.form_version), visit.to_complete)
