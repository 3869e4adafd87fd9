"""Lists for Excel: follow-ups, residents, changes and reviews, with Chinese headings."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from sync.server.database.records import form_of, items_of, mirrored
from sync.server.database.tables import Clinic, FollowUpMirror, Inbox, ResidentMirror, Review
from vclinic.domain import codes, entities
from vclinic.domain.problem import Refused
from vclinic.forms.document import item_text
from vclinic.forms.tabular import write_table

Row = dict[str, Any]
ENDINGS = (".csv", ".xlsx", ".jsonl")
RESIDENT_COLUMNS = [
    "村卫生室", "居民编号", "姓名", "性别", "出生日期", "身份证号", "电话", "村民小组", "住址", "户主", "档案状态",
]  # fmt: skip
STATES = {"open": "已收下", "waiting": "待审核", "accepted": "已通过", "returned": "已退回", "superseded": "有新版"}


def write(session: Session, kind: str, file: Path, headings: Mapping[str, str] | None = None) -> int:
    """Write one list; returns the number of rows. ``headings`` give a column another name than its own.

    Raises:
        Refused: the file's ending is not one we know.
    """
    if file.suffix.lower() not in ENDINGS:
        raise Refused("ending", "文件名要以 .csv、.xlsx 或 .jsonl 结尾。")
    columns, rows = KINDS[kind](session)
    cells = [[row.get(column, "") for column in columns] for row in rows]
    write_table(file, [(headings or {}).get(column, column) for column in columns], cells)
    return len(cells)


def follow_ups(session: Session) -> tuple[list[str], Iterator[Row]]:
    """One row a visit, the items of every form in use in their order."""
    clinics = _clinics(session)
    used = session.exec(
        select(FollowUpMirror.form_id, FollowUpMirror.form_version).distinct().order_by(FollowUpMirror.form_id)
    ).all()
    captions = list(dict.fromkeys(item.caption for form in used for item in items_of(form_of(*form))))
    columns = ["村卫生室", "居民编号", "姓名", *captions, "版本", "审核", "录入时间"]

    def rows() -> Iterator[Row]:
        states = dict(session.exec(select(Review.change_id, Review.state)).all())
        names = dict(session.exec(select(ResidentMirror.id, ResidentMirror.name)).all())
        for row in session.exec(select(FollowUpMirror).order_by(FollowUpMirror.visited_on, FollowUpMirror.id)):
            visit = mirrored(row)
            line: Row = {
                "村卫生室": clinics[row.clinic_id], "居民编号": row.resident_id, "姓名": names.get(row.resident_id, ""),
                "版本": row.revision, "审核": STATES[states[row.change_id]], "录入时间": row.recorded_at,
            }  # fmt: skip
            if visit.form is not None:
                line |= {item.caption: item_text(visit.form, item, visit.values) for item in items_of(visit.form)}
            yield line

    return columns, rows()


def residents(session: Session) -> tuple[list[str], Iterator[Row]]:
    """One row a resident."""
    clinics = _clinics(session)

    def rows() -> Iterator[Row]:
        for row in session.exec(select(ResidentMirror).order_by(ResidentMirror.id)):
            yield resident_row(row, clinics[row.clinic_id])

    return RESIDENT_COLUMNS, rows()


def resident_row(row: ResidentMirror, clinic: str) -> Row:
    """A resident under the headings of the list."""
    return {
        "村卫生室": clinic, "居民编号": row.id, "姓名": row.name, "性别": codes.SEX.label(row.sex_code),
        "出生日期": row.birth_date, "身份证号": row.id_no, "电话": row.phone, "村民小组": row.village_group,
        "住址": row.address, "户主": row.household_head, "档案状态": codes.RECORD_STATUS.label(row.status),
    }  # fmt: skip


def changes(session: Session) -> tuple[list[str], Iterator[Row]]:
    """One row a change received, with what became of it; named as the clinic's own export names them."""
    columns = [
        "seq",
        "id",
        "entity",
        "entity_id",
        "revision",
        "state",
        "code",
        "field",
        "text",
        "recorded_at",
        "received_at",
    ]
    states = dict(session.exec(select(Review.change_id, Review.state)).all())

    def rows() -> Iterator[Row]:
        for row in session.exec(select(Inbox).order_by(col(Inbox.seq))):
            yield {
                "seq": row.seq, "id": row.change_id, "entity": row.entity, "entity_id": row.entity_id, "revision": row.revision,
                "state": state_of(row, states.get(row.change_id)), "code": row.code, "field": row.field, "text": row.text,
                "recorded_at": row.recorded_at, "received_at": row.received_at,
            }  # fmt: skip

    return columns, rows()


def reviews(session: Session) -> tuple[list[str], Iterator[Row]]:
    """One row a revision that was or is to be reviewed."""
    columns = [
        "村卫生室",
        "编号",
        "姓名",
        "资料",
        "版本",
        "状态",
        "发现",
        "意见",
        "总意见",
        "期限",
        "审核人",
        "收到时间",
        "审核时间",
    ]
    clinics = _clinics(session)

    def rows() -> Iterator[Row]:
        names = dict(session.exec(select(ResidentMirror.id, ResidentMirror.name)).all())
        for row in session.exec(
            select(Review).where(Review.state != "open").order_by(Review.received_at, Review.change_id)
        ):
            yield {
                "村卫生室": clinics[row.clinic_id], "编号": row.entity_id, "姓名": names.get(row.resident_id, ""),
                "资料": entities.label(row.entity), "版本": row.revision, "状态": STATES[row.state],
                "发现": "；".join(finding["text"] for finding in json.loads(row.findings)),
                "意见": "；".join(remark["text"] for remark in json.loads(row.remarks)), "总意见": row.general,
                "期限": row.deadline or "", "审核人": row.reviewer, "收到时间": row.received_at, "审核时间": row.decided_at or "",
            }  # fmt: skip

    return columns, rows()


def state_of(row: Inbox, review: str | None) -> str:
    """The one state both sides name a change by."""
    return review if review in ("accepted", "returned") else row.state


def _clinics(session: Session) -> dict[str, str]:
    return dict(session.exec(select(Clinic.id, Clinic.name)).all())


KINDS: dict[str, Callable[[Session], tuple[list[str], Iterator[Row]]]] = {
    "follow-ups": follow_ups,
    "residents": residents,
    "changes": changes,
    "reviews": reviews,
}
