"""A record of this clinic as its change tells it, made into the rows it was written to: what was lost with a machine, or is
new to a second one, comes back from the township as changes."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

from vclinic import diseases
from vclinic.domain.conflict import ANSWERS
from vclinic.domain.resident import Resident
from vclinic.forms.document import from_json
from vclinic.storage import follow_ups, residents
from vclinic.storage.tables import (
    DispensingRow,
    FollowUpRow,
    MedicationProfileRow,
    PrescriptionRow,
    ResidentRow,
    StockEntryRow,
    Synced,
)
from vclinic.storage.unit_of_work import compact

Data = Mapping[str, Any]
Values = dict[str, Any]
_STAMP = frozenset(("id", "revision", "change_id", "recorded_at"))
_UNSAID = {"assessment": "{}", "overrules": "[]", "reasons": "[]", "carried": "[]"}  # of a visit that has none of them
_OF_THE_CHANGE = frozenset((ANSWERS, "correction_reason"))  # why it was made: kept with the change, in no row
_BESIDE_RECORD = frozenset(
    "resident_id prescription_id kind reverses dispensed_on total doctor_id doctor_name correction_reason".split()
)


def row_of(entity: str, key: str, data: Data) -> Synced | None:
    """The row of a record; None for a kind this program does not know.

    Raises:
        ValueError, KeyError, TypeError, LookupError: the data are not what a record of this kind holds.
    """
    made = values_of(entity, key, data)
    return None if made is None else made[0](**made[1])


def values_of(entity: str, key: str, data: Data) -> tuple[type[Synced], Values] | None:
    """The kind of row a record is kept in and a value for each of its columns, for writing many at once; as `row_of`."""
    known = _kinds().get(entity)
    if known is None:
        return None
    kind, unsaid = known
    maker = _MAKERS.get(kind)
    if not data.keys().isdisjoint(_OF_THE_CHANGE):
        data = {name: value for name, value in data.items() if name not in _OF_THE_CHANGE}
    return kind, unsaid | ({"id": key, **_columns(kind, data)} if maker is None else maker(key, data))


@lru_cache
def _kinds() -> dict[str, tuple[type[Synced], Values]]:
    """Kind of record → its rows, and what stands in the columns a record says nothing of: None where it must, which the
    table refuses."""
    return {
        kind.entity(): (
            kind,
            {name: None if field.is_required() else field.default for name, field in kind.model_fields.items()},
        )
        for kind in Synced.__subclasses__()
    }


def movements_of(entity: str, data: Data) -> list[tuple[str, str, int, str, int]]:
    """What a record moves in the stock: (batch, kind, quantity, day, line)."""
    if entity == StockEntryRow.entity():
        return [(str(data["batch_id"]), str(data["kind"]), int(data["quantity"]), str(data["moved_on"]), 0)]
    if entity != DispensingRow.entity():
        return []
    sign = 1 if data["kind"] == "reversal" else -1
    return [
        (
            str(taken["batch_id"]),
            str(data["kind"]),
            sign * int(taken["quantity"]),
            str(data["dispensed_on"]),
            int(line["line_no"]),
        )
        for line in data["lines"]
        for taken in line["batches"]
    ]


def resident_of(data: Data) -> Resident:
    """The resident whom a change tells of."""
    return from_json(Resident, {name: value for name, value in data.items() if name not in _OF_THE_CHANGE})


def _columns(kind: type[Synced], data: Data) -> dict[str, Any]:
    """The fields a change and a row have in common; lists and documents are kept as text."""
    columns: dict[str, Any] = {}
    for name in kind.model_fields:
        if name in data and name not in _STAMP:
            value = data[name]
            columns[name] = compact(value) if isinstance(value, list | dict) else value
    return columns


def _resident(key: str, data: Data) -> Values:
    return {"id": key, **residents.columns(resident_of(data))}


def _follow_up(key: str, data: Data) -> Values:
    record: dict[str, Any] = data["record"]
    judged: dict[str, Any] = data.get("assessment") or {}
    summary, measures = _told(data, record)
    shown: dict[str, Any] = {
        "visited_on": record["visit_date"],
        "visit_way": record.get("visit_way", ""),
        "visit_class": record.get("visit_class", ""),
        "satisfied": int(bool(judged.get("satisfied", judged.get("bp_satisfied", False)))),
        "action": judged.get("action", ""),
        "next_visit_on": record.get("next_visit_date"),
        "status": data.get("status", "valid"),
        "summary": summary,
        "measures": compact(measures),
        "rule_set_id": data.get("rule_set_id", ""),
        "entry_seconds": data.get("entry_seconds", 0),
        "key_actions": data.get("key_actions", 0),
        "doctor_id": data.get("doctor_id", ""),
        "doctor_name": data.get("doctor_name", ""),
    }
    unsaid = {name: text for name, text in _UNSAID.items() if not data.get(name)}
    return {"id": key, **_columns(FollowUpRow, data), **unsaid, **shown}


def _told(data: Data, record: Data) -> tuple[str, dict[str, float]]:
    """The visit in a word and the figures its disease is followed by; nothing of a form that is not known here."""
    kind = follow_ups.record_class(str(data["form_id"]), int(data["form_version"]))
    disease = diseases.by_key(str(data["disease"]))
    if kind is None or disease is None:
        return "", {}
    read = from_json(kind, dict(record))
    values = {field.name: getattr(read, field.name) for field in fields(kind)}
    return disease.summary(values), dict(disease.figures(values))


def _prescription(key: str, data: Data) -> Values:
    document = {
        name: value for name, value in data.items() if name not in {"doctor_id", "doctor_name", "correction_reason"}
    }
    three = _with_reasons(document)
    return {
        "id": key,
        "resident_id": three["resident_id"],
        "reasons": compact(three["reasons"]),
        "diseases": " ".join(three.get("diseases", [])),
        "issued_on": three["issued_on"],
        "review_on": three["review_on"],
        "version": three["version"],
        "supersedes": three.get("supersedes", ""),
        "rule_set_id": three.get("rule_set_id", ""),
        "record": compact({name: value for name, value in three.items() if name != "follow_up_id"}),
        "doctor_id": data.get("doctor_id", ""),
        "doctor_name": data.get("doctor_name", ""),
    }


def _with_reasons(document: dict[str, Any]) -> dict[str, Any]:
    """A prescription's document; the first schema named one follow-up where reasons stand now."""
    return document if "reasons" in document else document | {"reasons": [["follow_up", document["follow_up_id"]]]}


def _dispensing(key: str, data: Data) -> Values:
    record = {name: value for name, value in data.items() if name not in _BESIDE_RECORD}
    columns: dict[str, Any] = {"kind": "dispense", "reverses": None, **_columns(DispensingRow, data)}
    columns["record"] = compact(record)
    return {"id": key, **columns}


def _profile(key: str, data: Data) -> Values:
    record = {name: value for name, value in data.items() if name not in {"doctor_id", "doctor_name"}}
    return {
        "id": key,
        "resident_id": data["resident_id"],
        "told_on": data["told_on"],
        "record": compact(record),
        "doctor_id": data.get("doctor_id", ""),
        "doctor_name": data.get("doctor_name", ""),
    }


# the other kinds keep in their columns what their changes say
_MAKERS: dict[type[Synced], Callable[[str, Data], Values]] = {
    ResidentRow: _resident,
    FollowUpRow: _follow_up,
    PrescriptionRow: _prescription,
    DispensingRow: _dispensing,
    MedicationProfileRow: _profile,
}
