"""What a resident takes and what was asked, one record a resident."""

import json
from dataclasses import dataclass

from sqlmodel import Session, select

from vclinic.domain.medication_profile import MedicationProfile
from vclinic.forms.document import from_json, to_json
from vclinic.storage.tables import MedicationProfileRow
from vclinic.storage.unit_of_work import UnitOfWork, compact


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """A profile as stored; revision 0 and no id where nothing was ever told."""

    id: str
    revision: int
    profile: MedicationProfile


def get(session: Session, resident_id: str) -> KeptProfile | None:
    """A resident's profile; None where nothing was ever told."""
    row = session.exec(select(MedicationProfileRow).where(MedicationProfileRow.resident_id == resident_id)).first()
    return KeptProfile(row.id, row.revision, from_json(MedicationProfile, json.loads(row.record))) if row else None


def save(
    work: UnitOfWork, profile: MedicationProfile, signature: tuple[str, str], known: KeptProfile | None = None
) -> int:
    """Store a profile as the revision after the one that was read; returns its revision.

    Raises:
        Refused: ``stale`` when somebody saved a newer revision meanwhile.
    """
    doctor_id, doctor_name = signature
    document = to_json(profile)
    row = MedicationProfileRow(
        id=known.id if known else work.new_id(),
        resident_id=profile.resident_id,
        told_on=profile.told_on.isoformat(),
        record=compact(document),
        doctor_id=doctor_id,
        doctor_name=doctor_name,
    )
    work.put(row, document | {"doctor_id": doctor_id, "doctor_name": doctor_name}, known.revision if known else 0)
    return row.revision
