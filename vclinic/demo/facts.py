"""What the story left behind, read from the databases and counters of both sides, never from the script."""

import tempfile
from pathlib import Path
from typing import Any

from vclinic.demo.township import Township
from vclinic.services import sync_status
from vclinic.services.find_residents import find
from vclinic.services.sync_status import SyncStatus
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, dispensings, follow_ups, listing, prescriptions, rounds

_ALL = 10_000_000


def status(station: Workstation) -> SyncStatus:
    """How reporting stands."""
    return sync_status.status(station)


def residents(station: Workstation) -> int:
    """People with a record, closed ones too."""
    with station.store.read() as session:
        return sum(1 for _ in listing.residents(session))


def resident_named(station: Workstation, name: str) -> str:
    """The id of somebody."""
    return next(hit.id for hit in find(station, name) if hit.name == name)


def latest_visit(station: Workstation, resident_id: str) -> str:
    """The id of the newest visit."""
    with station.store.read() as session:
        return follow_ups.of_resident(session, resident_id, limit=1)[0].id


def change_of(station: Workstation, follow_up_id: str) -> str:
    """The change that wrote a visit's present revision."""
    with station.store.read() as session:
        return follow_ups.get(session, follow_up_id).change_id


def summary(
    station: Workstation,
    office: Township,
    seen: dict[str, Any],
    pdfs: list[str],
    screenshots: list[str],
) -> dict[str, Any]:
    """summary.json."""
    follow_up_id = seen["follow_up_id"]
    now = status(station)
    with station.store.read() as session:
        visit = follow_ups.get(session, follow_up_id)
        written = prescriptions.of_follow_up(session, follow_up_id)
        given = dispensings.of_prescriptions(session, [written.id] if written else [])
        revisions = change_states.state_of(session, follow_up_id)
        every = change_states.listed(session, change_states.STATES, _ALL)
        sent = rounds.done(session)
        today = follow_ups.on_day(session, station.clock.today())
    returned = sum(1 for change in every if change.state == "returned")
    stable = [visit.key_actions for visit in today if visit.id != follow_up_id and visit.key_actions]
    ours = {change.id for change in every}
    lines = given[0].record.lines if given else ()
    three = written.three if written else None
    return {
        "residents_imported": seen["imported"],
        "rows_refused": seen["refused"],
        "follow_up": {
            "visit_class": int(visit.record.visit_class),
            "next_visit_date": visit.record.next_visit_date.isoformat(),
            "reasons": [
                {"code": reason.code, "text": reason.text, "clause": reason.clause}
                for reason in visit.assessment.reasons
            ],
        },
        "prescriptions": [
            {
                "kind": "medication",
                "lines": [
                    f"{order.drug_name} {order.strength} {order.quantity} {order.base_unit}"
                    for order in three.medication
                ],
            },
            {"kind": "diet", "lines": [item.text for item in three.diet]},
            {"kind": "exercise", "lines": [*three.exercise.types, three.exercise.hr_explain]},
        ]
        if three
        else [],
        "pdfs": pdfs,
        "dispensing": {
            "lines": [{"drug": line.drug_name, "wanted": line.wanted, "given": line.quantity} for line in lines],
            "batches": [
                {"batch_no": taken.batch_no, "expires_on": taken.expires_on.isoformat(), "quantity": taken.quantity}
                for line in lines
                for taken in line.batches
            ],
        },
        "key_actions": {"stable_visit": stable[0] if stable else None},
        "sync": {
            "pushed": sum(run.pushed for run in sent),
            "stored": sum(run.stored for run in sent),
            "refused": now.refused,
            "requests": sum(run.requests for run in sent),
            "bytes_up": sum(run.bytes_up for run in sent),
            "bytes_down": sum(run.bytes_down for run in sent),
        },
        "review": {
            "returned": returned,
            "resubmitted": sum(1 for revision in revisions if revision.revision > 1),
            "accepted": now.accepted,
        },
        "pending": now.pending,
        "converged": _same(station, office, ours),
        "screenshots": screenshots,
    }


def _same(station: Workstation, office: Township, ours: set[str]) -> bool:
    """Both sides say the same of every change."""
    with station.store.read() as session:
        here = {change.id: change.state for change in change_states.listed(session, change_states.STATES, _ALL)}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        rows = office.export("changes", Path(folder) / "changes.jsonl")
    there = {str(row["change_id"]): str(row["state"]) for row in rows}
    return set(here) == ours == set(there) and all(there[key] == state for key, state in here.items())
