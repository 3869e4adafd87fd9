"""What a clinic's windows cost while a hundred thousand changes wait to be sent, beside the same with nothing waiting."""

from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text as sql

from bench.timing import Times, timed
from bench.village import village
from bench.visit import save
from sync.client import batches, batches_two
from sync.client.device import Device
from sync.protocol.two import packing
from vclinic.services import due_today, sync_status
from vclinic.services.find_residents import ResidentHit, list_residents
from vclinic.services.visit_sheet import open_visits
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes
from vclinic.storage.changes import Logged

WAITING = 100_000
_RESIDENTS = 1500
_BATCH = 500  # changes of the next batch
_READ_AHEAD = 2000  # as the engine reads them
_TIMES = range(21)
_COPIED = "act, entity, entity_id, revision, base_revision, recorded_at, recorded_by"


def measure(waiting: int = WAITING) -> dict[str, str]:
    """Each window's reading and writing about reporting, with ``waiting`` changes to send and with none."""
    with village(_RESIDENTS, 12) as station:
        _wait(station, waiting)
        people = list_residents(station, disease="htn", limit=80)
        full = _figures(station, people[::2])
        with station.store.read() as session:
            counted = change_states.counts(session)["pending"]
        _answer(station)
        none = _figures(station, people[1::2])
    return {f"{name}, {counted:,} changes waiting": f"{full[name]}; none waiting: {none[name]}" for name in none} | {
        f"{name}, {counted:,} changes waiting": str(full[name]) for name in full.keys() - none.keys()
    }


def _wait(station: Workstation, count: int) -> None:
    """Copies of the log under other ids, until so many wait."""
    with station.store.local() as session:
        run = session.connection().execute
        there = run(sql("SELECT max(seq) FROM change")).scalar_one()
        copied = run(sql("SELECT count(*) FROM change WHERE entity <> 'resident'")).scalar_one()
        left = count - run(sql("SELECT count(*) FROM unanswered")).scalar_one()
        for turn in range(1, left // copied + 2):
            run(
                sql(
                    f"""INSERT INTO change (id, {_COPIED}, payload) SELECT id || '.{turn}', act, entity,
                    entity_id || '.{turn}', revision, base_revision, recorded_at, recorded_by, payload FROM change
                    WHERE seq <= :there AND entity <> 'resident' ORDER BY seq LIMIT :left"""  # noqa: S608  names and numbers of our own
                ),
                {"there": there, "left": max(0, left - (turn - 1) * copied)},
            )


def _answer(station: Workstation) -> None:
    """A receipt for everything."""
    with station.store.local() as session:
        session.connection().execute(
            sql(
                "INSERT INTO receipt (change_id, state, code, field, text, received_at) "
                "SELECT c.id, 'stored', '', '', '', c.recorded_at FROM change c JOIN unanswered u ON u.seq = c.seq"
            )
        )


def _figures(station: Workstation, people: Sequence[ResidentHit]) -> dict[str, Times]:
    sheets = [open_visits(station, person.id)[0] for person in people]
    figures = {
        "Today": timed(lambda _: due_today.worklist(station), _TIMES),
        "the corner that tells of reporting": timed(lambda _: sync_status.status(station), _TIMES),
        "the page of what waits": timed(lambda _: sync_status.list_changes(station, ("pending",)), _TIMES),
        "the page of what was stored": timed(lambda _: sync_status.list_changes(station, ("stored",)), _TIMES),
        "open a visit": timed(lambda person: open_visits(station, person.id), people),
        "save a visit": timed(lambda sheet: save(station, sheet), sheets),
    }
    if _next(station):
        figures[f"read the next {_READ_AHEAD:,} changes"] = timed(lambda _: _next(station), _TIMES)
        figures[f"seal a batch of {_BATCH}"] = timed(_sealing(station), _TIMES)
    return figures


def _next(station: Workstation) -> list[Logged]:
    with station.store.read() as session:
        waiting = changes.pending(session, 0, _READ_AHEAD)
    return waiting if len(waiting) == _READ_AHEAD else []


def _sealing(station: Workstation) -> Callable[[object], object]:
    device = Device("", "d-000001", key=Ed25519PrivateKey.generate(), township="", batch=0, tip="", protocol=2)
    part = batches.fitting(_next(station)[:_BATCH], batches_two.FIRST_RATIO, 2**20)
    number = ("0badcafe", 1)
    return lambda _: batches_two.seal(device, part, 0, station.clock.now(), number=number, bases={}, level=packing.FAST)
