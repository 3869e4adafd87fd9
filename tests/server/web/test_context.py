"""What routes are given: one township's own database, clock and counts, however many one process serves."""

from fastapi import FastAPI

from sync.server.app import create_app
from sync.server.database.store import Store
from sync.server.web import context
from sync.server.web.context import context_of
from tests.server.township import MORNING, TurnableClock


def test_a_route_is_given_what_the_application_keeps(store: Store) -> None:
    clock = TurnableClock()
    app = create_app(store, clock)
    kept = context_of(app)
    assert kept.store is store
    assert kept.clock() == MORNING
    clock.turn(hours=1)
    assert kept.clock() > MORNING
    assert (kept.pairing.count, kept.asking.count) == (20, 1200)


def test_each_application_counts_for_itself(store: Store) -> None:
    apps = [FastAPI(), FastAPI()]
    for app in apps:
        context.keep(app, store, TurnableClock())
    first, second = map(context_of, apps)
    assert first.asking is not second.asking
    assert first.pairing is not second.pairing
