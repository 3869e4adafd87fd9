"""What every route of one township needs: its database, its clock, and how often somebody may ask."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI, Request

from sync.server import identity
from sync.server.database.store import Clock, Store
from sync.server.identity import Identity
from sync.server.web.limits import Limit
from sync.server.web.turns import Turns

PAIRINGS, REQUESTS = 20, 1200  # a minute from one address, over all processes


@dataclass(frozen=True, slots=True)
class Context:
    """Kept with the application, so that several townships may be served by one process.

    Attributes:
        workers: how many processes serve this township on one socket.
    """

    store: Store
    clock: Clock
    workers: int = 1
    pairing: Limit = field(init=False)
    asking: Limit = field(init=False)
    turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        # each process counts for itself: together they let in no more than one would
        object.__setattr__(self, "turns", Turns(self.workers))
        object.__setattr__(self, "pairing", Limit(max(1, PAIRINGS // self.workers)))
        object.__setattr__(self, "asking", Limit(max(1, REQUESTS // self.workers)))

    @property
    def identity(self) -> Identity:
        """The township's present identity; its authority may have been renewed while we serve."""
        return identity.load(self.store.data)


def keep(app: FastAPI, store: Store, clock: Clock, workers: int = 1) -> None:
    """Give an application what its routes will ask for. An old township gets its certificate and keys here."""
    identity.ready(store.data, clock())
    app.state.context = Context(store, clock, workers)


def context_of(app: FastAPI) -> Context:
    """What was given to this application."""
    context: Context = app.state.context
    return context


# asynchronous, because a synchronous dependency costs a change of thread
async def _context(request: Request) -> Context:
    return context_of(request.app)


async def _store(request: Request) -> Store:
    return context_of(request.app).store


async def _now(request: Request) -> datetime:
    return context_of(request.app).clock()


Here = Annotated[Context, Depends(_context)]
TheStore = Annotated[Store, Depends(_store)]
Now = Annotated[datetime, Depends(_now)]  # one moment for the whole request
