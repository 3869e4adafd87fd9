"""What states and fields are called in lists: words for people, one state for programs on both sides."""

from sqlalchemy import case
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from sync.server.database.tables import Inbox, Review
from vclinic.diseases import catalog

STATES = {"open": "已收下", "waiting": "待审核", "accepted": "已通过", "returned": "已退回", "superseded": "有新版"}
"""Of a review."""
CHANGE_STATES = {"stored": "已收下", "refused": "没收下", "returned": "已退回", "accepted": "已通过"}
"""Of a change, as `state_of` names it."""
LABELS = {name: meaning.label for form in catalog.all_forms() for name, meaning in form.meanings.items()}
"""Of the fields of every form."""


def state_of(row: Inbox, review: str | None) -> str:
    """The one state both sides name a change by."""
    return decided(review) or row.state


def told_state() -> ColumnElement[str]:
    """The state of a review as its clinic was told it: one that waits again after a reply is still returned there."""
    again = (col(Review.state) == "waiting") & col(Review.decided_at).is_not(None)
    return case((again, "returned"), else_=col(Review.state))


def decided(review: str | None) -> str:
    """The township's verdict where there is one; "" as long as there is none."""
    return review if review in ("accepted", "returned") else ""
