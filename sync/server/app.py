"""The township as one web application: clinics' programs under /api, staff under everything else."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.types import Scope

from sync.server import console
from sync.server.database.store import Clock, Store
from sync.server.intake import apply
from sync.server.web import api, context
from sync.server.web.guard import Guard

NOT_HERE = {
    404: ("not_found", "没有这一页，可能地址写错了。"),
    405: ("method", "这个地址不能这样用。"),
    400: ("malformed", "这个请求读不懂，没有保存任何东西。"),
}
HOSTS = ["127.0.0.1", "localhost"]


def create_app(store: Store, clock: Clock) -> FastAPI:
    """The application of one township. ``clock`` gives the aware local time; nothing else reads a clock."""
    with store.write() as session:
        apply.retry(session, clock())
    app = FastAPI(title=store.name, docs_url=None, redoc_url=None, openapi_url=None)
    context.keep(app, store, clock)
    app.include_router(api.router)
    console.install(app)
    # another site must not reach this loopback server under a name of its own
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)
    app.add_exception_handler(HTTPException, _not_here)
    app.add_exception_handler(RequestValidationError, _not_here)
    app.add_middleware(Guard, failed=_failed)
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
