"""The least each kind of record must hold for the township to file it; everything else in it travels untouched."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[str, Field(max_length=10), AfterValidator(_day)]
Ref = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Text = Annotated[str, Field(max_length=200)]
Units = Annotated[int, Field(ge=-(10**9), le=10**9)]
Money = Annotated[int, Field(ge=-(10**12), le=10**12)]


class Shape(BaseModel):
    """A record's frame: strictly typed, tolerant of what it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")


class Doctor(Shape):
    """A doctor of the clinic."""

    name: Text
    login: Text = ""


class Enrolment(Shape):
    """An entry in a disease register."""

    resident_id: Ref
    disease: Annotated[str, Field(min_length=1, max_length=20)]
    enrolled_on: Day


class FollowUp(Shape):
    """A visit: the form's record is checked by the form itself."""

    resident_id: Ref
    disease: Annotated[str, Field(min_length=1, max_length=20)]
    form_id: Annotated[str, Field(max_length=60)]
    form_version: Annotated[int, Field(ge=1, lt=10**6)]
    status: Annotated[str, Field(pattern=r"^(valid|void)$")] = "valid"
    record: dict[str, Any]
    assessment: dict[str, Any] = {}
    overrules: list[dict[str, Any]] = []
    carried: list[Text] = []
    doctor_id: Text = ""
    doctor_name: Text = ""


class Prescription(Shape):
    """The three prescriptions of a visit."""

    resident_id: Ref
    follow_up_id: Ref
    issued_on: Day
    medication: list[dict[str, Any]]
    diet: list[dict[str, Any]]
    exercise: dict[str, Any]


class Batch(Shape):
    """A batch on the shelf. Prices in thousandths of a yuan; zero mark-up is the law of the village clinic."""

    drug_id: Ref
    drug_name: Text
    batch_no: Annotated[str, Field(max_length=40)]
    expires_on: Day
    cost: Money
    price: Money


class StockEntry(Shape):
    """Base units in or out by hand."""

    batch_id: Ref
    kind: Annotated[str, Field(max_length=20)]
    quantity: Units
    moved_on: Day
    reason: Text = ""


class DispensingLine(Shape):
    """One drug handed out."""

    drug_id: Ref
    drug_name: Text
    quantity: Units


class Dispensing(Shape):
    """Drugs handed out for a prescription, or the reversal of that."""

    resident_id: Ref
    prescription_id: Ref
    dispensed_on: Day
    lines: list[DispensingLine]
    total: Money
    kind: Annotated[str, Field(max_length=20)] = "dispense"
    reverses: str | None = None


SHAPES: dict[str, type[Shape]] = {
    "doctor": Doctor,
    "enrolment": Enrolment,
    "follow_up": FollowUp,
    "prescription": Prescription,
    "batch": Batch,
    "stock_entry": StockEntry,
    "dispensing": Dispensing,
}
