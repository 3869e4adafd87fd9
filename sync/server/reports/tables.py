"""The township's lists for people: headings in Chinese, codes in words. They may change with the forms."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from sync.server.database.records import form_of, items_of, mirrored
from sync.server.database.tables import FollowUpMirror, ResidentMirror
from sync.server.reports import lines
from sync.server.reports.names import CHANGE_STATES, LABELS, STATES, decided, state_of
from sync.server.reports.registers import registers_of
from vclinic.domain import codes, entities
from vclinic.domain.entity import Entity
from vclinic.forms.document import item_text
from vclinic.forms.spec import FormSpec, Item

Cells = Mapping[str, Any]
_FIGURES = ("integer", "decimal")
Table = tuple[list[str], Iterator[Cells]]
RESIDENT_COLUMNS = [
    "村卫生室", "居民编号", "姓名", "性别", "出生日期", "身份证号", "电话", "村民小组", "住址", "户主", "慢病", "档案状态",
]  # fmt: skip
CHANGE_COLUMNS = [
    "顺序", "村卫生室", "资料号", "动作号", "种类", "编号", "版本", "状态", "栏目", "原因", "录入人", "录入时间", "收到时间", "内容",
]  # fmt: skip
REVIEW_COLUMNS = [
    "村卫生室", "编号", "姓名", "资料", "版本", "状态", "发现", "意见", "总意见", "期限", "审核人", "收到时间", "审核时间",
]  # fmt: skip


def follow_ups(session: Session) -> Table:
    """One row a visit, the items of every form in use in their order."""
    used = session.exec(
        select(FollowUpMirror.form_id, FollowUpMirror.form_version)
        .distinct()
        .order_by(FollowUpMirror.form_id, col(FollowUpMirror.form_version))
    ).all()
    captions = list(dict.fromkeys(column for form in used for column in _columns(form_of(*form))))
    columns = ["村卫生室", "居民编号", "姓名", *captions, "版本", "审核", "录入时间"]

    def rows() -> Iterator[Cells]:
        clinics, names = lines.clinic_names(session), lines.resident_names(session)
        for row, recorded, _, review in lines.newest(session, "follow_up"):
            visit = mirrored(row)
            cells: dict[str, Any] = {
                "村卫生室": clinics[row.clinic_id], "居民编号": visit.resident_id, "姓名": names.get(visit.resident_id, ""),
                "版本": visit.revision, "审核": STATES[review or "open"], "录入时间": moment(recorded),
            }  # fmt: skip
            if visit.form is not None:
                cells |= _cells(visit.form, visit.values)
            yield cells

    return columns, rows()


def _columns(form: FormSpec) -> list[str]:
    return [heading for item in items_of(form) for heading, _ in _parts(form, item)]


def _parts(form: FormSpec, item: Item) -> list[tuple[str, str]]:
    """The columns of an item as (heading, field): a column a figure where it has several, so that they can be sorted and
    summed; field is empty where the item is told in words."""
    kinds = [form.meanings[name].kind for name in item.fields]
    if len(kinds) == 1 and kinds[0] in ("integer", "decimal", "date"):
        return [(item.caption, item.fields[0])]
    measured = [name for name in form.stands_for if form.stands_for[name] in item.fields]
    if measured and all(form.meanings[name].kind in _FIGURES for name in measured):
        figures = [(form.meanings[name].label, name) for name in measured]
        return [*figures, (item.caption, "")]  # in words, too: where it was measured stands with it
    return [(item.caption, "")]


def _cells(form: FormSpec, values: Mapping[str, Any]) -> Cells:
    return {
        heading: values.get(field) if field else item_text(form, item, values)
        for item in items_of(form)
        for heading, field in _parts(form, item)
    }


def moment(text: str) -> datetime | str:
    """A moment as spreadsheets know one, by the clinic's clock; text that is none stays."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return text


def day(text: str) -> date | str:
    """A day as spreadsheets know one; text that is none stays."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def residents(session: Session) -> Table:
    """One row a resident."""

    def rows() -> Iterator[Cells]:
        clinics, registers = lines.clinic_names(session), registers_of(session)
        for row, *_ in lines.newest(session, "resident"):
            assert isinstance(row, ResidentMirror)
            yield resident_row(row, clinics[row.clinic_id], registers.get(row.id, ()))

    return RESIDENT_COLUMNS, rows()


def resident_row(row: ResidentMirror, clinic: str, registers: Sequence[str]) -> Cells:
    """A resident under the headings of the list; ``registers`` are keys of diseases."""
    return {
        "村卫生室": clinic, "居民编号": row.id, "姓名": row.name, "性别": codes.SEX.label(row.sex_code),
        "出生日期": day(row.birth_date), "身份证号": row.id_no, "电话": row.phone, "村民小组": row.village_group,
        "住址": row.address, "户主": row.household_head,
        "慢病": "、".join(codes.DISEASE.label(key) for key in registers), "档案状态": codes.RECORD_STATUS.label(row.status),
    }  # fmt: skip


def of_kind(session: Session, entity: Entity) -> Table:
    """Any other kind, under the columns of its declaration; a row a thing that can be counted."""
    own = [column.heading for column in entity.columns]
    whose = ["居民编号", "姓名"] if entity.about else []

    def rows() -> Iterator[Cells]:
        clinics, names = lines.clinic_names(session), lines.resident_names(session)
        for row, recorded, _, review in lines.newest(session, entity.name):
            record = mirrored(row)
            known = {
                "村卫生室": clinics[row.clinic_id], "编号": record.id, "版本": record.revision,
                "审核": CHANGE_STATES[decided(review) or "stored"], "录入时间": moment(recorded),
            }  # fmt: skip
            known |= dict(zip(whose, (record.resident_id, names.get(record.resident_id, "")), strict=False))
            for cells in entity.cells(record.data):
                yield known | dict(zip(own, cells, strict=True))

    return ["村卫生室", "编号", *whose, *own, "版本", "审核", "录入时间"], rows()


def changes(session: Session) -> Table:
    """One row a change received, with what became of it and what it brought."""

    def rows() -> Iterator[Cells]:
        clinics = lines.clinic_names(session)
        for row, review in lines.received(session):
            change = json.loads(row.payload)
            yield {
                "顺序": row.seq, "村卫生室": clinics[row.clinic_id], "资料号": row.change_id, "动作号": change["act"],
                "种类": entities.label(row.entity), "编号": row.entity_id, "版本": row.revision,
                "状态": CHANGE_STATES[state_of(row, review)], "栏目": LABELS.get(row.field, row.field), "原因": row.text,
                "录入人": row.recorded_by, "录入时间": moment(row.recorded_at), "收到时间": moment(row.received_at), "内容": change["data"],
            }  # fmt: skip

    return CHANGE_COLUMNS, rows()


def reviews(session: Session) -> Table:
    """One row a revision that was or is to be reviewed."""

    def rows() -> Iterator[Cells]:
        clinics, names = lines.clinic_names(session), lines.resident_names(session)
        for row in lines.reviewed(session):
            yield {
                "村卫生室": clinics[row.clinic_id], "编号": row.entity_id, "姓名": names.get(row.resident_id, ""),
                "资料": entities.label(row.entity), "版本": row.revision, "状态": STATES[row.state],
                "发现": _texts(row.findings), "意见": _texts(row.remarks), "总意见": row.general,
                "期限": day(row.deadline or ""), "审核人": row.reviewer, "收到时间": moment(row.received_at),
                "审核时间": moment(row.decided_at or ""),
            }  # fmt: skip

    return REVIEW_COLUMNS, rows()


def _texts(document: str) -> str:
    return "；".join(entry["text"] for entry in json.loads(document))
