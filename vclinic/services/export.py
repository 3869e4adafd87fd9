"""Tables for people, and lines for other programs: residents, follow-ups, every other kind of record, the change log.

`docs/exports.md` says what stands in them.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from vclinic.diseases import DISEASES
from vclinic.domain import codes, entities
from vclinic.domain.change_line import change_line
from vclinic.domain.dates import BEIJING
from vclinic.domain.entity import Entity
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Refused
from vclinic.domain.resident import Resident
from vclinic.forms.document import display
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.tabular import write_documents, write_table
from vclinic.services.sync_status import STATES
from vclinic.services.workstation import Workstation
from vclinic.storage import listing
from vclinic.storage.follow_ups import FollowUp, values_of
from vclinic.storage.listing import LogRow, Record

LOG = "changes"
_LOG_HEADINGS = "序号 变更id 操作id 资料 记录id 版次 录入时间 录入人 状态 内容".split()


def kinds() -> dict[str, str]:
    """What can be exported → the kind of record it is; the log is no record."""
    return {entity.plural or entity.name: entity.name for entity in entities.ENTITIES} | {LOG: ""}


@dataclass(frozen=True, slots=True)
class _Table:
    """A table for people: ``read`` gives the items of a session, ``rows`` the rows of one item."""

    columns: Sequence[str]
    read: Callable[..., Iterable[Any]]
    rows: Callable[[Any], Iterable[list[Any]]]


def export(station: Workstation, kind: str, path: Path) -> int:
    """Write a table (.csv, .xlsx: a heading in Chinese, words) or a line a record (.jsonl: identifiers, codes); returns
    how many. It is written as it is read, so that years of work need no more memory than a day's.

    Raises:
        Refused: unknown kind or ending. WorldFault: the disk.
    """
    known = kinds()
    if kind not in known:
        raise Refused("unknown_kind", f"不能导出“{kind}”，可以导出：{'、'.join(known)}。")
    entity, written = entities.by_name(known[kind]), 0

    def counting(rows: Iterable[Any]) -> Iterator[Any]:
        nonlocal written
        for row in rows:
            written += 1
            yield row

    with station.store.read() as session:
        if path.suffix.lower() == ".jsonl":
            lines = (
                (_line(entity, record) for record in listing.records(session, entity))
                if entity
                else (_logged(station.clinic.village_code, row) for row in listing.changes_by_id(session))
            )
            write_documents(path, counting(lines))
        else:
            table = _table(entity)
            rows = (row for item in table.read(session) for row in table.rows(item))
            write_table(path, table.columns, counting(rows))
    return written


def _logged(village_code: str, row: LogRow) -> dict[str, Any]:
    """A change for programs, as the township lists what it received."""
    key, entity, entity_id, revision, state, payload = row
    said = {"entity": entity, "entity_id": entity_id, "revision": revision, "payload": json.loads(payload)}
    return change_line(village_code, key, state, **said)


def _line(entity: Entity, record: Record) -> dict[str, Any]:
    """A record for programs: what is known about it, then its own fields with those of its form."""
    about = {"resident_id": record.resident_id, "resident_name": record.resident_name} if entity.about else {}
    state = {"state": record.state} if record.state else {}
    stamp = {"entity": entity.name, "id": record.id, "revision": record.revision, "recorded_at": record.recorded_at}
    known = stamp | state | about
    return known | entity.flat(record.data) | known


def _table(entity: Entity | None) -> _Table:
    if entity is None:
        return _changes()
    special = {"resident": _residents, "follow_up": _follow_ups}
    return special[entity.name]() if entity.name in special else _of_kind(entity)


def _of_kind(entity: Entity) -> _Table:
    """Any other kind, under the columns of its declaration."""
    whose = ["居民id", "姓名"] if entity.about else []
    state = ["状态"] if entity.owner == "clinic" else []

    def rows(record: Record) -> Iterator[list[Any]]:
        told = [record.resident_id, record.resident_name] if whose else []
        for cells in entity.cells(record.data):
            yield [record.id, record.revision, *told, *cells, *(STATES[record.state] for _ in state)]

    columns = ["id", "版次", *whose, *(column.heading for column in entity.columns), *state]
    return _Table(columns, partial(listing.records, entity=entity), rows)


def _residents() -> _Table:
    known = PERSONAL_INFORMATION.meanings

    def rows(item: tuple[str, Resident]) -> list[list[Any]]:
        key, person = item
        return [[key, *(_cell(known[name], getattr(person, name)) for name in known)]]

    return _Table(["id", *(meaning.label for meaning in known.values())], listing.residents, rows)


def _follow_ups() -> _Table:
    forms = {disease.key: disease.form.meanings for disease in DISEASES}
    known = {name: meaning for meanings in reversed(forms.values()) for name, meaning in meanings.items()}
    labels = [meaning.label for meaning in known.values()]

    def rows(item: tuple[FollowUp, str, str]) -> list[list[Any]]:
        visit, name, state = item
        told = [visit.id, visit.revision, visit.resident_id, name, codes.DISEASE.label(visit.disease), STATES[state]]
        fields = _fields(visit, forms.get(visit.disease, {}), known)
        recorded = f"{visit.recorded_at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if visit.recorded_at else ""
        return [[*told, *fields, recorded, visit.assessment.rule_set_id]]

    columns = ["id", "版次", "居民id", "姓名", "病种", "状态", *labels, "录入时间", "规则"]
    return _Table(columns, listing.follow_ups, rows)


def _fields(visit: FollowUp, meanings: Mapping[str, Meaning], fields: Iterable[str]) -> list[str]:
    """The fields of a visit; empty where its form does not ask for one."""
    values = values_of(visit)
    return [_cell(meanings[field], values.get(field)) if field in meanings else "" for field in fields]


def _changes() -> _Table:
    def rows(row: list[Any]) -> list[list[Any]]:
        seq, key, act, entity, entity_id, revision, at, by, state, payload = row
        return [[seq, key, act, entities.label(entity), entity_id, revision, at, by, STATES[state], payload]]

    return _Table(_LOG_HEADINGS, listing.changes, rows)


def _cell(meaning: Meaning, value: Any) -> str:
    text = display(meaning, value)
    return "" if text == "—" else text
