"""The tiles above the worklist: how many there are of each kind, and what else matters about them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vclinic.services.returned import ReturnedRecord
from vclinic.services.stock_room import stock_rows
from vclinic.services.work_row import WorkRow
from vclinic.services.workstation import Workstation

_LOW_DAYS = 7


@dataclass(frozen=True, slots=True)
class TileCount:
    """One tile: how many, and a caption that says something more."""

    key: str
    label: str
    count: int
    caption: str


def tiles_of(
    station: Workstation, rows: tuple[WorkRow, ...], day: date, open_drafts: int, sent_back: Iterable[ReturnedRecord]
) -> tuple[TileCount, ...]:
    """The tiles of a day for the rows of its worklist, all of them even where they count nothing."""
    by_tile = Counter(row.tile for row in rows)
    households = len({row.household_id or row.resident_id for row in rows})
    long_overdue = sum(1 for row in rows if row.tile == "overdue" and row.due_on and (day - row.due_on).days > 10)
    due_today = sum(1 for row in rows if row.tile == "soon" and row.due_on == day)
    deadlines = [visit.deadline for visit in sent_back if visit.deadline]
    stock = stock_rows(station)
    near = sum(1 for row in stock if row.near_expiry)
    low = sum(1 for row in stock if row.days_left is not None and row.days_left <= _LOW_DAYS)
    expired = sum(1 for row in stock if row.expired)
    return (
        TileCount("all", "全部", len(rows), f"{households} 户"),
        TileCount("overdue", "逾期", by_tile["overdue"], f"超 10 天 {long_overdue}" if long_overdue else ""),
        TileCount("soon", "10 天内", by_tile["soon"], f"今天 {due_today}" if due_today else ""),
        TileCount("never", "从未随访", by_tile["never"], ""),
        TileCount("returned", "退回", by_tile["returned"], f"{min(deadlines):%m-%d} 前改" if deadlines else ""),
        TileCount("drugs", "药品", near + low + expired, _drug_caption(near, low, expired)),
        TileCount("drafts", "没写完", open_drafts, "草稿" if open_drafts else ""),
    )


def _drug_caption(near: int, low: int, expired: int) -> str:
    if expired:
        return f"过期 {expired}"
    if near:
        return f"近效期 {near}"
    return f"快用完 {low}" if low else ""
