"""Reading the documents the township keeps: typed values by the form they were written on."""

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from sync.server.database.mirror import MirrorRow
from sync.server.database.tables import FollowUpMirror, Inbox, Mirror, ResidentMirror
from vclinic.diseases import catalog
from vclinic.domain import entities
from vclinic.domain.entity import Entity
from vclinic.domain.fields import Meaning
from vclinic.domain.medication_profile import MedicationProfile
from vclinic.domain.problem import Problem
from vclinic.forms.document import from_json
from vclinic.forms.draft import judge, read_values
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.reading import read_value
from vclinic.forms.spec import Context, FormSpec, Item

Document = dict[str, Any]


@functools.cache
def form_of(form_id: str, version: int) -> FormSpec:
    """A form's declaration; the newest we know for one from the future."""
    return catalog.form(form_id, version)


@functools.cache
def meanings_of(form_id: str, version: int) -> dict[str, Meaning]:
    """The meanings of a form's fields, looked up once."""
    return form_of(form_id, version).meanings


def person(record: Mapping[str, Any], name: str) -> Any:
    """One value of a resident's document; None where it cannot be read."""
    value = read_value(name, meanings_of(PERSONAL_INFORMATION.id, PERSONAL_INFORMATION.version)[name], record.get(name))
    return None if isinstance(value, Problem) else value


def items_of(form: FormSpec) -> list[Item]:
    """A form's items in the order of the paper."""
    return [item for _, item in form.items()]


def values_of(form: FormSpec, record: Mapping[str, Any]) -> Document:
    """Every value of a record that its form can read; the rest is left out and was reported at intake."""
    return _readable(read_values(form, record))


def _readable(given: Mapping[str, Any]) -> Document:
    return {name: value for name, value in given.items() if not isinstance(value, Problem)}


@dataclass(frozen=True)
class Record:
    """One revision of a record as the clinic sent it.

    Attributes:
        form, record: the form it was written on and what stands on it; None and empty for a kind without a form.
        day: its clinical day.
        data: the whole record.
        read_before: what its form read of it, where that was done already.
    """

    kind: Entity
    id: str
    revision: int
    form: FormSpec | None
    record: Mapping[str, Any]
    data: Document
    day: date | None
    recorded_at: str
    received_at: str = ""
    change_id: str = ""
    read_before: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)

    @functools.cached_property
    def _given(self) -> Mapping[str, Any]:
        if self.read_before is not None:
            return self.read_before
        return read_values(self.form, self.record) if self.form is not None else {}

    @functools.cached_property
    def values(self) -> Document:
        """Typed values of the form, read when first asked for."""
        return _readable(self._given)

    def problems(self, facts: Mapping[str, Any], today: date) -> list[Problem]:
        """What the form finds wrong now that everything about the person is known."""
        return judge(self.form, self._given, Context(today, facts, elsewhere=True))[1] if self.form is not None else []

    @property
    def meanings(self) -> Mapping[str, Meaning]:
        """The meanings of its form's fields; empty for a kind without a form."""
        return meanings_of(self.form.id, self.form.version) if self.form is not None else {}

    @property
    def resident_id(self) -> str:
        """Whom it is about; "" for nobody."""
        return self.kind.resident_of(self.id, self.data)

    @property
    def doctor_name(self) -> str:
        """Who wrote it, as far as it says so."""
        return str(self.data.get("doctor_name") or "")

    @property
    def title(self) -> str:
        """The form's title, or what people call its kind."""
        return self.form.title if self.form is not None else self.kind.label

    @property
    def day_field(self) -> str:
        """The field its clinical day stands in."""
        return self.kind.day.rpartition(".")[2]

    @property
    def valid(self) -> bool:
        """Whether it was not declared void."""
        return self.data.get("status", "valid") != "void"

    def alike(self, other: "Record") -> bool:
        """Whether another record continues the same course: the same kind, of the same disease where it names one."""
        return self.kind.name == other.kind.name and self.data.get("disease") == other.data.get("disease")

    def fields(self) -> list[str]:
        """The fields a remark may hang on."""
        return list(self.form.meanings) if self.form is not None else [column.path for column in self.kind.columns]


class Arrived(Protocol):
    """What of a kept change makes a record, besides its data."""

    @property
    def change_id(self) -> str: ...
    @property
    def entity(self) -> str: ...
    @property
    def entity_id(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def recorded_at(self) -> str: ...
    @property
    def received_at(self) -> str: ...
    @property
    def data(self) -> Document: ...


def read(entity: str, data: Document, row: MirrorRow | Inbox) -> Record:
    """A record out of the mirror or the inbox.

    Raises:
        KeyError: nobody here knows such a kind or form; intake keeps those waiting.
    """
    if isinstance(row, Inbox):
        number, recorded, received = row.entity_id, row.recorded_at, row.received_at
    else:
        number, recorded, received = row.id, "" if isinstance(row, ResidentMirror) else row.recorded_at, ""
    return _record(
        entity, data, number=number, revision=row.revision, recorded_at=recorded, received_at=received,
        change_id=row.change_id,
    )  # fmt: skip


def arrived(change: Arrived, given: Mapping[str, Any] | None = None) -> Record:
    """A record that is being filed; ``given`` is what its form read of it, where that was done already.

    Raises:
        KeyError: as `read`.
    """
    return _record(
        change.entity, change.data, number=change.entity_id, revision=change.revision, recorded_at=change.recorded_at,
        received_at=change.received_at, change_id=change.change_id, given=given,
    )  # fmt: skip


def _record(
    entity: str,
    data: Document,
    *,
    number: str,
    revision: int,
    recorded_at: str,
    received_at: str,
    change_id: str,
    given: Mapping[str, Any] | None = None,
) -> Record:
    kind = entities.by_name(entity)
    if kind is None:
        raise KeyError(entity)
    written = kind.form_of(data)
    return Record(
        kind,
        number,
        revision=revision,
        form=form_of(written[0], written[1]) if written is not None else None,
        record=written[2] if written is not None else {},
        data=data,
        day=kind.day_of(data),
        recorded_at=recorded_at,
        received_at=received_at,
        change_id=change_id,
        read_before=given,
    )


def mirrored(row: MirrorRow) -> Record:
    """A record from the mirror."""
    match row:
        case ResidentMirror():
            entity = "resident"
        case FollowUpMirror():
            entity = "follow_up"
        case Mirror():
            entity = row.entity
    return read(entity, json.loads(row.record), row)


def profile_of(record: Record) -> MedicationProfile | None:
    """What is kept of a person's medicines, out of its record; None where a newer program wrote what cannot be read."""
    try:
        return from_json(MedicationProfile, record.data)
    except (KeyError, TypeError, ValueError):
        return None


def open_registers(enrolments: Iterable[Record]) -> dict[str, tuple[str, ...]]:
    """Keys of the registers each resident is in, in the order they were entered; a register that was left counts no more."""
    registers: dict[str, tuple[str, ...]] = {}
    for enrolment in enrolments:
        if not enrolment.data.get("ended_on"):
            entered = registers.get(enrolment.resident_id, ())
            registers[enrolment.resident_id] = (*entered, str(enrolment.data.get("disease", "")))
    return registers


def person_facts(row: ResidentMirror) -> Document:
    """What forms and findings may ask about a person."""
    document: Document = json.loads(row.record)
    facts: Document = {
        "sex_code": row.sex_code,
        "status": row.status,
        "closed_reason": document.get("closed_reason", ""),
    }
    for name in ("birth_date", "closed_on", "past_diseases"):
        value = person(document, name)
        if value is not None:
            facts[name] = value
    return facts
