"""GET /healthz: for whatever watches over the machine. On the machine itself everything, from elsewhere only that we answer."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from sync.server.care import health
from sync.server.web.api import caller
from sync.server.web.context import Now, TheStore
from sync.server.web.hosts import LOOPBACK

router = APIRouter()


@router.get("/healthz")
def healthz(request: Request, store: TheStore, now: Now) -> Response:
    """200 while all is well, else 503 with the sentences; here the database is written to."""
    here = caller(request) in LOOPBACK
    seen = health.look(store, now, writing=here)
    document = seen.document() if here else {"ok": not seen.problems}
    return JSONResponse(document, status_code=503 if seen.problems else 200)
