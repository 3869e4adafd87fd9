"""The changes of sample villages as they travel, the same whenever they are made."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sync.protocol.two.cells import moment_number
from vclinic.clock import SteppingClock
from vclinic.services.clinic_setup import ClinicSetup, create_clinic
from vclinic.services.sample_village import fill
from vclinic.storage import listing

TODAY = datetime(2026, 11, 28, 16, 0)


def changes(seed: int, residents: int, months: int) -> list[dict[str, Any]]:
    """All changes of one village in the order they were made; what its ids begin with depends on the seed alone."""
    with TemporaryDirectory(prefix="vclinic-wire-", ignore_cleanup_errors=True) as folder:
        setup = ClinicSetup("样板村卫生室", f"3401231{seed:05}", "王医生", "wang", secrets.token_urlsafe(12))
        station = create_clinic(Path(folder) / "clinic", setup, SteppingClock(TODAY)).station
        try:
            fill(station, residents, months, seed)
            with station.store.read() as session:
                rows = list(listing.changes(session))
        finally:
            station.store.close()
    text = json.dumps([_document(row) for row in rows], ensure_ascii=False)
    return json.loads(text.replace(rows[0][1].partition("-")[0], f"SEED{seed:02}"[-6:]))


def _document(row: Sequence[Any]) -> dict[str, Any]:
    _, name, act, entity, entity_id, revision, recorded_at, recorded_by, _, payload = row
    return {
        "id": name, "act": act, "entity": entity, "entity_id": entity_id, "revision": revision,
        "base_revision": revision - 1, "recorded_at": recorded_at, "recorded_by": recorded_by,
        "data": json.loads(payload),
    }  # fmt: skip


def made_at(documents: Sequence[Mapping[str, Any]]) -> int:
    """Seconds of a batch's moment: a little after its last change."""
    return max(moment_number(document["recorded_at"]) or 0 for document in documents) + 40
