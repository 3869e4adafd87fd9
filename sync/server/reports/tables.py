"""The township's lists for people: headings in Chinese, codes in words. They may change with the forms."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import Session, select

from sync.server.database.records import form_of, items_of, mirrored
from sync.server.database.tables import FollowUpMirror, ResidentMirror
from sync.server.reports import lines
from sync.server.reports.names import CHANGE_STATES, LABELS, STATES, decided, state_of
from vclinic.domain import codes, entities
from vclinic.domain.entity import Entity
from vclinic.forms.document import item_text

Cells = Mapping[str, Any]
Table = tuple[list[str], Iterator[Cells]]
RESIDENT_COLUMNS = [
    "村卫生室", "居民编号", "姓名", "性别", "出生日期", "身份证号", "电话", "村民小组", "住址", "户主", "档案状态",
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
        select(FollowUpMirror.form_id, FollowUpMirror.form_version).distinct().order_by(FollowUpMirror.form_id)
    ).all()
    captions = list(dict.fromkeys(item.caption for form in used for item in items_of(form_of(*form))))
    columns = ["村卫生室", "居民编号", "姓名", *captions, "版本", "审核", "录入时间"]

    def rows() -> Iterator[Cells]:
        clinics, names = lines.clinic_names(session), lines.resident_names(session)
        for row, recorded, _, review in lines.newest(session, "follow_up"):
            visit = mirrored(row)
            cells: dict[str, Any] = {
                "村卫生室": clinics[row.clinic_id], "居民编号": visit.resident_id, "姓名": names.get(visit.resident_id, ""),
                "版本": visit.revision, "审核": STATES[review or "open"], "录入时间": recorded,
            }  # fmt: skip
            if visit.form is not None:
                cells |= {item.caption: item_text(visit.form, item, visit.values) for item in items_of(visit.form)}
            yield cells

    return columns, rows()


def residents(session: Session) -> Table:
    """One row a resident."""

    def rows() -> Iterator[Cells]:
        clinics = lines.clinic_names(session)
        for row, *_ in lines.newest(session, "resident"):
            assert isinstance(row, ResidentMirror)
            yield resident_row(row, clinics[row.clinic_id])

    return RESIDENT_COLUMNS, rows()


def resident_row(row: ResidentMirror, clinic: str) -> Cells:
    """A resident under the headings of the list."""
    return {
        "村卫生室": clinic, "居民编号": row.id, "姓名": row.name, "性别": codes.SEX.label(row.sex_code),
        "出生日期": row.birth_date, "身份证号": row.id_no, "电话": row.phone, "村民小组": row.village_group,
        "住址": row.address, "户主": row.household_head, "档案状态": codes.RECORD_STATUS.label(row.status),
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
                "审核": CHANGE_STATES[decided(review) or "stored"], "录入时间": recorded,
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
                "录入人": row.recorded_by, "录入时间": row.recorded_at, "收到时间": row.received_at, "内容": change["data"],
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
                "期限": row.deadline or "", "审核人": row.reviewer, "收到时间": row.received_at, "审核时间": row.decided_at or "",
            }  # fmt: skip

    return REVIEW_COLUMNS, rows()


def _texts(document: str) -> str:
    return "；".join(entry["text"] for entry in json.loads(document))
