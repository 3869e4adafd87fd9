"""The console: pages made on the server that work without scripts."""

from fastapi import FastAPI
from starlette.responses import HTMLResponse, Response

from sync.server.store import Clock, Store


def install(app: FastAPI, store: Store, clock: Clock) -> None:
    """Add the console's pages to the application."""


def failure(store: Store, status: int, text: str) -> Response:
    """A page for what went wrong."""
    return HTMLResponse(text, status_code=status)
