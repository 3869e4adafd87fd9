"""Drafts: what was typed and not yet saved, in the encrypted store, never sent."""

import json
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from vclinic.storage.tables import DraftRow
from vclinic.storage.unit_of_work import compact


def keep(session: Session, kind: str, owner_id: str, content: dict[str, Any], at: datetime) -> None:
    """Keep the newest state of a draft."""
    saved_at = at.isoformat(timespec="seconds")
    session.merge(DraftRow(kind=kind, owner_id=owner_id, content=compact(content), saved_at=saved_at))


def load(session: Session, kind: str, owner_id: str) -> tuple[dict[str, Any], datetime] | None:
    """A draft and when it was kept."""
    row = session.get(DraftRow, (kind, owner_id))
    return None if row is None else (json.loads(row.content), datetime.fromisoformat(row.saved_at))


def drop(session: Session, kind: str, owner_id: str) -> None:
    """Forget a draft, because it was saved or thrown away."""
    row = session.get(DraftRow, (kind, owner_id))
    if row is not None:
        session.delete(row)


def visits(session: Session, kind: str) -> list[tuple[str, str]]:
    """(resident id, follow-up id or "") of every draft of a kind."""
    contents = session.exec(select(DraftRow.content).where(DraftRow.kind == kind))
    drafts = [json.loads(content) for content in contents]
    return [(str(draft["resident_id"]), str(draft["follow_up_id"])) for draft in drafts]


def owners(session: Session, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """(owner id, content) of every draft of a kind."""
    rows = session.exec(select(DraftRow).where(DraftRow.kind == kind).order_by(col(DraftRow.owner_id)))
    return [(row.owner_id, json.loads(row.content)) for row in rows]
