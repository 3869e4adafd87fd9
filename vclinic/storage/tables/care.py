"""What was done for a resident: follow-ups, prescriptions, and the medicines that are taken."""

from typing import ClassVar

from vclinic.storage.tables.base import Synced


class FollowUpRow(Synced, table=True):
    """A follow-up: columns for what is queried, the validated record as JSON."""

    __tablename__: ClassVar[str] = "follow_up"
    resident_id: str
    disease: str
    form_id: str
    form_version: int
    visited_on: str
    visit_way: str
    visit_class: str
    satisfied: int | None
    action: str
    next_visit_on: str | None
    status: str
    summary: str
    measures: str
    rule_set_id: str
    record: str
    assessment: str
    overrules: str
    reasons: str
    carried: str
    entry_seconds: int
    key_actions: int
    doctor_id: str
    doctor_name: str


class PrescriptionRow(Synced, table=True):
    """Three prescriptions with what they were drawn up for, one row a version."""

    __tablename__: ClassVar[str] = "prescription"
    resident_id: str
    reasons: str
    diseases: str
    issued_on: str
    review_on: str
    version: int
    supersedes: str
    rule_set_id: str
    record: str
    doctor_id: str
    doctor_name: str


class MedicationProfileRow(Synced, table=True):
    """What a resident takes and what was asked, one row a resident; the record as JSON."""

    __tablename__: ClassVar[str] = "medication_profile"
    resident_id: str
    told_on: str
    record: str
    doctor_id: str
    doctor_name: str
