"""The usual web interface: FastAPI and SQLModel on SQLite, one record a request or a gzipped list of them.

Written as its authors' own tutorials do: a model, a session a request, one commit a request. It checks that a record
is one, keeps it once, and answers with what it kept; it signs, chains and judges nothing.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, Request
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, create_engine

from sync.server.serving.sockets import listen


class Record(SQLModel, table=True):
    """A record as it came."""

    id: str = Field(primary_key=True)
    act: str
    entity: str
    entity_id: str = Field(index=True)
    revision: int
    base_revision: int
    recorded_at: str
    recorded_by: str
    data: dict[str, Any] = Field(sa_column=Column(JSON))


def _session(request: Request) -> Iterator[Session]:
    with Session(request.app.state.engine) as opened:
        yield opened


Opened = Annotated[Session, Depends(_session)]


def application(file: Path) -> FastAPI:
    """The interface over a database file."""
    engine = create_engine(f"sqlite:///{file}", connect_args={"check_same_thread": False})
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    SQLModel.metadata.create_all(engine, tables=[Record.__table__])  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
    app = FastAPI()
    app.state.engine = engine

    @app.post("/records")
    def one(record: Record, opened: Opened) -> Record:  # pyright: ignore[reportUnusedFunction]
        kept = opened.merge(record)
        opened.commit()
        opened.refresh(kept)
        return kept

    @app.post("/batches")
    async def many(request: Request, opened: Opened) -> list[str]:  # pyright: ignore[reportUnusedFunction]
        documents = json.loads(gzip.decompress(await request.body()))
        records = [Record.model_validate(document) for document in documents]
        for record in records:
            opened.merge(record)
        opened.commit()
        return [record.id for record in records]

    return app


if __name__ == "__main__":
    listening = listen("127.0.0.1", 0)
    print(listening.getsockname()[1], flush=True)
    settings = uvicorn.Config(application(Path(sys.argv[1])), access_log=False, log_level="warning")
    uvicorn.Server(settings).run(sockets=[listening])
