"""Keeps a registration that is not finished, as visits are kept: nothing typed is lost by Esc, a power cut or being
called away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vclinic.services.workstation import Workstation
from vclinic.storage import drafts

DRAFT = "registration"
_NEW = "new"


@dataclass(frozen=True)
class RegistrationDraft:
    """What stood on the page, and when it was kept; ``reason``: why somebody's name or number is changed."""

    values: Mapping[str, Any]
    registers: tuple[str, ...]
    height: str
    saved_at: datetime
    reason: str = ""


def keep(
    station: Workstation,
    resident_id: str,
    revision: int,
    *,
    values: Mapping[str, Any],
    registers: list[str],
    h: str,
    reason: str = "",
) -> None:
    """Keep the newest state; ``resident_id`` is empty for somebody new."""
    content = {"revision": revision, "values": dict(values), "registers": registers, "height": h, "reason": reason}
    with station.store.local() as session:
        drafts.keep(session, DRAFT, resident_id or _NEW, content, station.clock.now())


def load(station: Workstation, resident_id: str, revision: int) -> RegistrationDraft | None:
    """What was left half written; a record changed elsewhere since then is not written over."""
    with station.store.read() as session:
        kept = drafts.load(session, DRAFT, resident_id or _NEW)
    if kept is None or kept[0]["revision"] != revision:
        return None
    content, saved_at = kept
    return RegistrationDraft(
        content["values"],
        tuple(content["registers"]),
        str(content["height"]),
        saved_at,
        str(content.get("reason", "")),
    )


def drop(station: Workstation, resident_id: str) -> None:
    """Saved, or thrown away."""
    with station.store.local() as session:
        drafts.drop(session, DRAFT, resident_id or _NEW)
