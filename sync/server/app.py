"""The township as one web application: clinics' programs under /api, staff under everything else."""

from collections.abc import Iterable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from sync.server import console
from sync.server.database.store import Clock, Store
from sync.server.intake import apply
from sync.server.web import api, context, health, updates_api
from sync.server.web.guard import Guard
from sync.server.web.hosts import Hosts

NOT_HERE = {
    404: ("not_found", "没有这一页，可能地址写错了。"),
    405: ("method", "这个地址不能这样用。"),
    400: ("malformed", "这个请求读不懂，没有保存任何东西。"),
}


def create_app(
    store: Store, clock: Clock, allowed: Iterable[str] = (), *, public: bool = False, workers: int = 1
) -> FastAPI:
    """The application of one township. ``clock`` gives the aware local time; nothing else reads a clock.

    Args:
        allowed: names it is called by besides this machine's own addresses.
        public: it is served with a certificate that browsers know, and never without.
        workers: how many processes serve it: each has its part of the limits.
    """
    with store.write() as session:
        apply.retry(session, clock())
    app = FastAPI(title=store.name, docs_url=None, redoc_url=None, openapi_url=None)
    context.keep(app, store, clock, workers)
    app.include_router(api.router)
    app.include_router(updates_api.router)
    app.include_router(health.router)
    console.install(app)
    app.add_middleware(Hosts, allowed=allowed, failed=_failed)
    app.add_exception_handler(HTTPException, _not_here)
    app.add_exception_handler(RequestValidationError, _not_here)
    app.add_middleware(Guard, failed=_failed, always_secure=public)
    return app


async def _not_here(request: Request, fault: Exception) -> Response:
    status = fault.status_code if isinstance(fault, HTTPException) else 400
    code, text = NOT_HERE.get(status, NOT_HERE[400])
    return _failed(request.scope, status, code, text)


def _failed(scope: Scope, status: int, code: str, text: str) -> Response:
    """A failure as whoever asked can read it: a clinic's program or a person."""
    if scope["path"].startswith("/api/"):
        return api.refusal(status, code, text)
    return console.failure(scope["app"], status, text)
