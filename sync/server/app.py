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
from sync.server.web import api
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
    app.include_router(api.routes(store, clock))
    console.install(app, store, clock)
    # another site must not reach this loopback server under a name of its own
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)

    def failed(scope: Scope, status: int, code: str, text: str) -> Response:
        if scope["path"].startswith("/api/"):
            return api.refusal(status, code, text)
        return console.failure(store, status, text)

    async def not_here(request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, HTTPException) else 400
        return failed(request.scope, status, *NOT_HERE.get(status, NOT_HERE[400]))

    app.add_exception_handler(HTTPException, not_here)
    app.add_exception_handler(RequestValidationError, not_here)
    app.add_middleware(Guard, failed=failed)
    return app
