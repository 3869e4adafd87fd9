"""The store's rows as SQLModel classes. Rows are dumb: domain objects validate, migrations make the tables, and a
test holds the two together. Dates are ISO text, flags 0/1, lists JSON text."""

from typing import ClassVar

from sqlmodel import Field, SQLModel


class Row(SQLModel):
    """A row of a table that is named by hand."""

    __tablename__: ClassVar[str]  # pyright: ignore[reportIncompatibleVariableOverride] - a plain name, not a directive


class Travelling(Row):
    """A record that travels between clinic and township, as declared in `domain.entities`."""

    id: str = Field(primary_key=True)
    revision: int = 1

    @classmethod
    def entity(cls) -> str:
        """What both sides call this kind of record."""
        return cls.__tablename__


class Synced(Travelling):
    """What every row that reaches the township carries. ``change_id`` names the change that wrote this revision."""

    change_id: str = ""
    recorded_at: str = ""


class Told(Travelling):
    """What every row of a record the township owns carries: its data word for word and the notice that brought it."""

    record: str
    notice_seq: int


class Meta(Row, table=True):
    """Facts of this store: clinic, device tag, cursor, settings."""

    __tablename__: ClassVar[str] = "meta"
    key: str = Field(primary_key=True)
    value: str


class ChangeRow(Row, table=True):
    """One entry of the append-only log; ``seq`` is its order on this machine."""

    __tablename__: ClassVar[str] = "change"
    seq: int | None = Field(default=None, primary_key=True)
    id: str
    act: str
    entity: str
    entity_id: str
    revision: int
    base_revision: int
    recorded_at: str
    recorded_by: str
    payload: str


class ReceiptRow(Row, table=True):
    """What the township said on receiving a change."""

    __tablename__: ClassVar[str] = "receipt"
    change_id: str = Field(primary_key=True)
    state: str
    code: str = ""
    field: str = ""
    text: str = ""
    received_at: str


class VerdictRow(Row, table=True):
    """What the township decided about a change: returned with remarks, or accepted."""

    __tablename__: ClassVar[str] = "verdict"
    change_id: str = Field(primary_key=True)
    state: str
    remarks: str
    general: str
    deadline: str | None
    reviewer: str
    decided_at: str
    notice_seq: int


class NoticeRow(Row, table=True):
    """A notice of the township, verbatim. ``state``: filed, waiting (for what ``waits_for`` names) or unread."""

    __tablename__: ClassVar[str] = "notice"
    seq: int = Field(primary_key=True)
    kind: str
    payload: str
    received_at: str
    state: str = "filed"
    waits_for: str = ""


class DoctorRow(Synced, table=True):
    """A doctor of this clinic."""

    __tablename__: ClassVar[str] = "doctor"
    name: str
    login: str


class ResidentRow(Synced, table=True):
    """A resident; columns as in `domain.resident.Resident`, lists as JSON."""

    __tablename__: ClassVar[str] = "resident"
    name: str
    archive_no: str
    sex_code: str
    birth_date: str
    id_type: str
    id_no: str
    id_missing_reason: str
    employer: str
    phone: str
    contact_name: str
    contact_phone: str
    address: str
    village_group: str
    household_id: str
    household_head: str
    relation_code: str
    residence_type: str
    ethnic_code: str
    abo_code: str
    rh_code: str
    education_code: str
    occupation_code: str
    marital_code: str
    payment_codes: str
    payment_other: str
    drug_allergy_codes: str
    drug_allergy_other: str
    exposure_codes: str
    past_diseases: str
    surgeries: str
    traumas: str
    transfusions: str
    family_father: str
    family_mother: str
    family_sibling: str
    family_child: str
    genetic_disease: str
    disability_codes: str
    disability_other: str
    kitchen_exhaust: str
    fuel_type: str
    water_source: str
    toilet_type: str
    livestock_pen: str
    status: str
    closed_on: str | None
    closed_reason: str
    extra: str


class NameKeyRow(Row, table=True):
    """A search key of a resident's name: characters, initials or pinyin from any syllable on; lower ``rank`` first."""

    __tablename__: ClassVar[str] = "name_key"
    rank: int = Field(primary_key=True)
    key: str = Field(primary_key=True)
    resident_id: str = Field(primary_key=True)


class SeenRow(Row, table=True):
    """When a resident was last opened on this machine."""

    __tablename__: ClassVar[str] = "seen"
    resident_id: str = Field(primary_key=True)
    seen_at: str


class EnrolmentRow(Synced, table=True):
    """A resident's entry in a disease register."""

    __tablename__: ClassVar[str] = "enrolment"
    resident_id: str
    disease: str
    enrolled_on: str
    confirmed_on: str | None
    height_cm: float | None
    ended_on: str | None
    ended_reason: str


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


class BatchRow(Synced, table=True):
    """A batch of a drug; money in thousandths of a yuan a base unit."""

    __tablename__: ClassVar[str] = "batch"
    drug_id: str
    drug_name: str
    base_unit: str
    batch_no: str
    expires_on: str
    cost: int
    price: int


class StockEntryRow(Synced, table=True):
    """Drugs received, or a counted difference."""

    __tablename__: ClassVar[str] = "stock_entry"
    batch_id: str
    kind: str
    quantity: int
    moved_on: str
    reason: str


class DispensingRow(Synced, table=True):
    """Drugs handed out on a prescription, or the one reversal of such an act."""

    __tablename__: ClassVar[str] = "dispensing"
    resident_id: str
    prescription_id: str
    kind: str
    reverses: str | None
    dispensed_on: str
    total: int
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


class StockMovementRow(Row, table=True):
    """One entry of the stock ledger in whole base units; covered by the change of its source document."""

    __tablename__: ClassVar[str] = "stock_movement"
    seq: int | None = Field(default=None, primary_key=True)
    batch_id: str
    kind: str
    quantity: int
    moved_on: str
    source_id: str
    line_no: int
    change_id: str
    recorded_at: str


class AnnouncementRow(Told, table=True):
    """What the township announces to its clinics; ``valid_until`` is empty where it does not end."""

    __tablename__: ClassVar[str] = "announcement"
    title: str
    text: str
    published_on: str
    valid_until: str


class AnnouncementReadRow(Synced, table=True):
    """A doctor has read an announcement, in the revision named."""

    __tablename__: ClassVar[str] = "announcement_read"
    announcement_id: str
    announcement_revision: int
    read_on: str
    doctor_id: str
    doctor_name: str


class OnHandRow(Row, table=True):
    """Base units of a batch in stock, the ledger's sum; kept by a trigger, never written."""

    __tablename__: ClassVar[str] = "on_hand"
    batch_id: str = Field(primary_key=True)
    quantity: int


class DraftRow(Row, table=True):
    """What was typed and not yet saved; never sent."""

    __tablename__: ClassVar[str] = "draft"
    kind: str = Field(primary_key=True)
    owner_id: str = Field(primary_key=True)
    content: str
    saved_at: str


class SyncRoundRow(Row, table=True):
    """One round with the township, for the sync centre; no personal data."""

    __tablename__: ClassVar[str] = "sync_round"
    seq: int | None = Field(default=None, primary_key=True)
    at: str
    ok: int
    pushed: int
    stored: int
    refused: int
    requests: int
    bytes_up: int
    bytes_down: int
    code: str


def told_as(entity: str) -> type[Told]:
    """The rows a record of the township is kept in.

    Raises:
        LookupError: the kind has no table: a bug.
    """
    for kind in Told.__subclasses__():
        if kind.entity() == entity:
            return kind
    raise LookupError(entity)
