"""Tables for people and other programs: residents, follow-ups, dispensings and the change log."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from vclinic.diseases import DISEASES
from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Refused
from vclinic.forms.document import display
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.tabular import write_table
from vclinic.services.desk import Desk
from vclinic.services.sync_status import STATES
from vclinic.storage import listing

KINDS = ("residents", "follow-ups", "dispensings", "changes")


def export(desk: Desk, kind: str, path: Path) -> int:
    """Write a table to .csv, .xlsx or .jsonl by the file's ending; returns how many rows.

    Raises:
        Refused: unknown kind or ending. WorldFault: the disk.
    """
    makers = {"residents": _residents, "follow-ups": _follow_ups, "dispensings": _dispensings, "changes": _changes}
    if kind not in makers:
        raise Refused("unknown_kind", f"不能导出“{kind}”，可以导出：{'、'.join(KINDS)}。")
    columns, rows = makers[kind](desk)
    table = list(rows)
    write_table(path, columns, table)
    return len(table)


Table = tuple[list[str], Iterable[list[Any]]]


def _residents(desk: Desk) -> Table:
    known = PERSONAL_INFORMATION.meanings
    columns = ["id", *(meaning.label for meaning in known.values())]
    with desk.store.read() as session:
        people = listing.residents(session)
    rows = [[key, *(_cell(known[name], getattr(person, name)) for name in known)] for key, person in people]
    return columns, rows


def _follow_ups(desk: Desk) -> Table:
    forms = {disease.key: disease.form.meanings for disease in DISEASES}
    known = {name: meaning for meanings in reversed(forms.values()) for name, meaning in meanings.items()}
    columns = [
        "id",
        "版次",
        "居民id",
        "姓名",
        "病种",
        "状态",
        *(meaning.label for meaning in known.values()),
        "录入时间",
        "规则",
    ]
    with desk.store.read() as session:
        visits = listing.follow_ups(session)
    rows = [
        [
            visit.id,
            visit.revision,
            visit.resident_id,
            name,
            codes.DISEASE.label(visit.disease),
            STATES[state],
            *(_field(forms.get(visit.disease, {}), visit.record, field) for field in known),
            f"{visit.recorded_at.astimezone():%Y-%m-%d %H:%M}" if visit.recorded_at else "",
            visit.assessment.rule_set_id,
        ]
        for visit, name, state in visits
    ]
    return columns, rows


def _field(meanings: Mapping[str, Meaning], record: Any, field: str) -> Any:
    """One field of a visit; empty where its form does not ask for it."""
    return _cell(meanings[field], getattr(record, field)) if field in meanings else ""


def _dispensings(desk: Desk) -> Table:
    columns = [
        "id",
        "居民id",
        "姓名",
        "日期",
        "种类",
        "药品",
        "单位",
        "处方量",
        "实发",
        "批号",
        "效期",
        "单价（元）",
        "原因",
        "医生",
    ]
    with desk.store.read() as session:
        given = listing.dispensings(session)
    rows = [
        [
            each.id,
            each.resident_id,
            name,
            each.dispensed_on.isoformat(),
            "发药" if each.kind == "dispense" else "冲销",
            line.drug_name,
            line.base_unit,
            line.wanted,
            taken.quantity,
            taken.batch_no,
            taken.expires_on.isoformat(),
            f"{taken.price / 1000:.3f}",
            line.reason or each.record.reason,
            each.doctor_name,
        ]
        for each, name in given
        for line in each.record.lines
        for taken in line.batches
    ]
    return columns, rows


def _changes(desk: Desk) -> Table:
    columns = ["seq", "id", "act", "entity", "entity_id", "revision", "recorded_at", "recorded_by", "state", "payload"]
    with desk.store.read() as session:
        found = listing.changes(session)
    return columns, [[*row[:9], json.loads(row[9])] for row in found]


def _cell(meaning: Meaning, value: Any) -> str:
    text = display(meaning, value)
    return "" if text == "—" else text
