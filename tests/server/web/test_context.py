"""What routes are given: one township's own database, clock and counts, however many one process serves."""

import pytest
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


@pytest.mark.parametrize(("workers", "pairings", "requests"), [(2, 10, 600), (3, 6, 400), (64, 1, 18)])
def test_several_processes_let_in_no_more_than_one_would(
    store: Store, workers: int, pairings: int, requests: int
) -> None:
    kept = context_of(create_app(store, TurnableClock(), workers=workers))
    assert (kept.pairing.count, kept.asking.count) == (pairings, requests)


def test_each_application_counts_for_itself(store: Store) -> None:
    apps = [FastAPI(), FastAPI()]
    for app in apps:
        context.keep(app, store, TurnableClock())
    first, second = map(context_of, apps)
    assert first.asking is not second.asking
    assert first.pairing is not second.pairing
