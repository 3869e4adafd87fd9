"""Reading the documents the mirror keeps: typed values by the form they were written on."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.server.database.tables import FollowUpMirror, Inbox, ResidentMirror
from vclinic.diseases import catalog
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.forms.draft import parse_values, read_value
from vclinic.forms.personal_information import PERSONAL_INFORMATION
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


def typed(form_id: str, version: int, record: Mapping[str, Any], name: str) -> Any:
    """One value as its form reads it, None where it cannot."""
    value = read_value(name, meanings_of(form_id, version)[name], record.get(name))
    return None if isinstance(value, Problem) else value


def person(record: Mapping[str, Any], name: str) -> Any:
    """One value of a resident's document."""
    return typed(PERSONAL_INFORMATION.id, PERSONAL_INFORMATION.version, record, name)


def items_of(form: FormSpec) -> list[Item]:
    """A form's items in the order of the paper."""
    return [item for _, item in form.items()]


def values_of(form: FormSpec, record: Mapping[str, Any]) -> Document:
    """Every value of a record that its form can read; the rest is left out and was reported at intake."""
    known = meanings_of(form.id, form.version)
    plain = {name: value for name, value in record.items() if name in known}
    found: Document = {}
    for name, value in plain.items():
        read = read_value(name, known[name], value)
        if not isinstance(read, Problem):
            found[name] = read
    return found


def problems_of(form: FormSpec, record: Mapping[str, Any], facts: Mapping[str, Any], today: date) -> list[Problem]:
    """What the form finds wrong now that everything about the person is known."""
    return parse_values(form, record, Context(today, facts))[1]


@dataclass(frozen=True, slots=True)
class Visit:
    """One revision of a follow-up as the clinic sent it."""

    id: str
    revision: int
    form: FormSpec
    data: Document
    values: Document
    recorded_at: str
    received_at: str = ""
    change_id: str = ""

    @property
    def visited_on(self) -> date | None:
        """Clinical day."""
        found = self.values.get("visit_date")
        return found if isinstance(found, date) else None

    @property
    def record(self) -> Document:
        """The form's record, verbatim."""
        found: Document = self.data["record"]
        return found


def visit(data: Document, row: FollowUpMirror | Inbox) -> Visit:
    """A visit from the mirror or from the inbox."""
    form = form_of(data["form_id"], data["form_version"])
    values = values_of(form, data["record"])
    if isinstance(row, Inbox):
        return Visit(row.entity_id, row.revision, form, data, values, row.recorded_at, row.received_at, row.change_id)
    return Visit(row.id, row.revision, form, data, values, row.recorded_at, "", row.change_id)


def mirrored(row: FollowUpMirror) -> Visit:
    """A visit from the mirror."""
    return visit(json.loads(row.record), row)


def person_facts(row: ResidentMirror) -> Document:
    """What forms and findings may ask about a person."""
    document: Document = json.loads(row.record)
    facts: Document = {
        "sex_code": row.sex_code,
        "status": row.status,
        "closed_reason": document.get("closed_reason", ""),
    }
    for name in ("birth_date", "closed_on"):
        value = person(document, name)
        if value is not None:
            facts[name] = value
    return facts
