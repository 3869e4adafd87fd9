"""Visits judged an emergency of which something is still to be done: the outcome asked, the form completed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from vclinic.domain.follow_up import is_emergency
from vclinic.storage import follow_ups
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.tables import FollowUpRow

# Red until the outcome is known. Only where the program of that time could not be told one (its record has no such field)
# a later visit of the same disease on another day stands for it.
OPEN = """
    SELECT f.id, EXISTS (SELECT 1 FROM follow_up v WHERE v.resident_id = f.resident_id AND v.disease = f.disease
        AND v.status = 'valid' AND v.visited_on > f.visited_on)
        AND json_type(f.record, '$.referral_outcome') IS NULL
    FROM follow_up f JOIN care c ON c.resident_id = f.resident_id AND c.disease = f.disease AND c.managed = 1
    WHERE f.action = 'EMERGENCY_REFER' AND f.status = 'valid'
"""

# A correction took the emergency away and the doctor left the outcome to be asked: the newest answer counts.
STILL_ASKED = """
    SELECT f.id, 0 FROM follow_up f
        JOIN care c ON c.resident_id = f.resident_id AND c.disease = f.disease AND c.managed = 1
    WHERE f.revision > 1 AND f.action <> 'EMERGENCY_REFER' AND f.status = 'valid' AND 'still_ask' = (
        SELECT json_extract(a.value, '$.answer') FROM change h, json_each(h.payload, '$.correction_answers') a
        WHERE h.entity = 'follow_up' AND h.entity_id = f.id AND json_extract(a.value, '$.asked') = 'emergency_gone'
        ORDER BY h.revision DESC LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class OpenEmergency:
    """``outcome_open``: nobody knows yet what became of the person."""

    visit: FollowUp
    outcome_open: bool


def open_ones(session: Session) -> list[OpenEmergency]:
    """All of people under management, oldest first: outcome not known, or form not complete."""
    seen_later = {
        str(row[0]): bool(row[1]) for row in session.connection().execute(sql(f"{OPEN} UNION ALL {STILL_ASKED}")).all()
    }
    rows = session.exec(
        select(FollowUpRow)
        .where(col(FollowUpRow.id).in_(list(seen_later)))
        .order_by(col(FollowUpRow.visited_on), col(FollowUpRow.id))
    )
    emergencies = [
        OpenEmergency(visit, not seen_later[visit.id] and not outcome_of(visit))
        for visit in (follow_ups.from_row(row) for row in rows)
        if visit.readable
    ]
    return [emergency for emergency in emergencies if emergency.outcome_open or emergency.visit.to_complete]


def on_day(session: Session, resident_id: str, day: date) -> list[FollowUp]:
    """A resident's emergencies of one day."""
    visits = follow_ups.on_day_of_resident(session, resident_id, day)
    return [visit for visit in visits if is_emergency(visit.assessment)]


def outcome_of(visit: FollowUp) -> str:
    """What became of the referral, a code of `codes.REFERRAL_OUTCOME`; empty while nobody knows."""
    values: Mapping[str, Any] = follow_ups.values_of(visit)
    return str(values.get("referral_outcome") or "")
