"""Tables for people and other programs: residents, follow-ups, dispensings and the change log."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vclinic.diseases import DISEASES
from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Refused
from vclinic.domain.resident import Resident
from vclinic.forms.document import display
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.tabular import write_table
from vclinic.services.desk import Desk
from vclinic.services.sync_status import STATES
from vclinic.storage import listing
from vclinic.storage.dispensings import Dispensing
from vclinic.storage.follow_ups import FollowUp, values_of

KINDS = ("residents", "follow-ups", "dispensings", "changes")


@dataclass(frozen=True, slots=True)
class _Table:
    """``read`` gives the items of a session, ``rows`` the rows of one item."""

    columns: Sequence[str]
    read: Callable[..., Iterable[Any]]
    rows: Callable[[Any], Iterable[list[Any]]]


def export(desk: Desk, kind: str, path: Path) -> int:
    """Write a table to .csv, .xlsx or .jsonl by the file's ending; returns how many rows. It is written as it is read,
    so that years of work need no more memory than a day's.

    Raises:
        Refused: unknown kind or ending. WorldFault: the disk.
    """
    makers = {"residents": _residents, "follow-ups": _follow_ups, "dispensings": _dispensings, "changes": _changes}
    if kind not in makers:
        raise Refused("unknown_kind", f"不能导出“{kind}”，可以导出：{'、'.join(KINDS)}。")
    table, written = makers[kind](), 0

    def counting(items: Iterable[Any]) -> Iterator[list[Any]]:
        nonlocal written
        for item in items:
            for row in table.rows(item):
                written += 1
                yield row

    with desk.store.read() as session:
        write_table(path, table.columns, counting(table.read(session)))
    return written


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
        recorded = f"{visit.recorded_at.astimezone():%Y-%m-%d %H:%M}" if visit.recorded_at else ""
        return [[*told, *fields, recorded, visit.assessment.rule_set_id]]

    columns = ["id", "版次", "居民id", "姓名", "病种", "状态", *labels, "录入时间", "规则"]
    return _Table(columns, listing.follow_ups, rows)


def _fields(visit: FollowUp, meanings: Mapping[str, Meaning], fields: Iterable[str]) -> list[str]:
    """The fields of a visit; empty where its form does not ask for one."""
    values = values_of(visit)
    return [_cell(meanings[field], values.get(field)) if field in meanings else "" for field in fields]


def _dispensings() -> _Table:
    columns = "id 居民id 姓名 日期 种类 药品 单位 处方量 实发 批号 效期 单价（元） 原因 医生".split()

    def rows(item: tuple[Dispensing, str]) -> list[list[Any]]:
        given, name = item
        kind = "发药" if given.kind == "dispense" else "冲销"
        about = [given.id, given.resident_id, name, given.dispensed_on.isoformat(), kind]
        return [
            [
                *about, line.drug_name, line.base_unit, line.wanted, taken.quantity, taken.batch_no,
                taken.expires_on.isoformat(), f"{taken.price / 1000:.3f}", line.reason or given.record.reason,
                given.doctor_name,
            ]
            for line in given.record.lines
            for taken in line.batches
        ]  # fmt: skip

    return _Table(columns, listing.dispensings, rows)


def _changes() -> _Table:
    columns = "seq id act entity entity_id revision recorded_at recorded_by state payload".split()
    return _Table(columns, listing.changes, lambda row: [[*row[:9], json.loads(row[9])]])


def _cell(meaning: Meaning, value: Any) -> str:
    text = display(meaning, value)
    return "" if text == "—" else text
