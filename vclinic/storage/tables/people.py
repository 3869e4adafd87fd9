"""Who is known here: doctors, residents with how they are found, and their entries in the registers."""

from typing import ClassVar

from sqlmodel import Field

from vclinic.storage.tables.base import Row, Synced


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
