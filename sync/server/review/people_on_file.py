"""What the township has on file about the people whose records wait: facts, registers and the profile of medicines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from sync.server.database.mirror import rows_about
from sync.server.database.records import mirrored, open_registers, person_facts, profile_of
from sync.server.database.tables import ResidentMirror
from vclinic.domain.medication_profile import MedicationProfile


@dataclass(frozen=True, slots=True)
class PersonOnFile:
    """One person. ``facts``: as forms and findings ask for them, with the keys of open registers as ``diseases``;
    ``profile``: None where none was sent or a newer program wrote it."""

    facts: Mapping[str, Any]
    profile: MedicationProfile | None = None


UNKNOWN = PersonOnFile({"diseases": ()})


def people_on_file(session: Session, resident_ids: Iterable[str]) -> dict[str, PersonOnFile]:
    """The people among these of whom a record was sent, by their id."""
    rows = list(session.exec(select(ResidentMirror).where(col(ResidentMirror.id).in_(list(resident_ids)))))
    ids = sorted(row.id for row in rows)
    profiles = {
        record.resident_id: profile_of(record)
        for record in map(mirrored, rows_about(session, "medication_profile", ids))
    }
    registers = open_registers(map(mirrored, rows_about(session, "enrolment", ids)))
    return {
        row.id: PersonOnFile(person_facts(row) | {"diseases": registers.get(row.id, ())}, profiles.get(row.id))
        for row in rows
    }
