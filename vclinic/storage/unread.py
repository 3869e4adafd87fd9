"""A follow-up that a newer program wrote: what every visit has is known, the rest is kept and not touched."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from vclinic.domain.follow_up import Assessment, DrugUse
from vclinic.storage.tables import FollowUpRow

WORDS = "较新程序写的记录"


@dataclass(frozen=True, slots=True)
class UnreadRecord:
    """What stands in the place of the record of a form that is not known here; ``document`` is the record as it is."""

    visit_date: date
    visit_way: str
    visit_class: str
    next_visit_date: date | None
    document: Mapping[str, Any]
    drugs: tuple[DrugUse, ...] = ()
    adr: str = ""
    adr_text: str = ""


def unread_record(row: FollowUpRow, document: Mapping[str, Any]) -> UnreadRecord:
    """The visit as its columns tell it."""
    next_on = date.fromisoformat(row.next_visit_on) if row.next_visit_on else None
    return UnreadRecord(date.fromisoformat(row.visited_on), row.visit_way, row.visit_class, next_on, document)


def unread_assessment(row: FollowUpRow) -> Assessment:
    """The judgement as the columns tell it."""
    return Assessment(
        visit_class=row.visit_class,
        satisfied=bool(row.satisfied),
        action=row.action,
        next_visit_date=date.fromisoformat(row.next_visit_on or row.visited_on),
        referral="none",
        reasons=(),
        rule_set_id=row.rule_set_id,
    )


def known_values(record: UnreadRecord) -> dict[str, Any]:
    """What is known of it, by field."""
    return {field.name: getattr(record, field.name) for field in fields(record) if field.name != "document"}
