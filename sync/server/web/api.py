"""What clinics' programs call: hello, enrol, round. Every failure is an `ErrorReply` with a sentence."""

import gzip

import zstandard
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from sync.protocol import PROTOCOL_MAX, PROTOCOL_MIN, envelope, messages
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import EnrolReply, EnrolRequest, ErrorReply, Hello, Message
from sync.server.database.store import Clock, Store
from sync.server.devices import enrol
from sync.server.intake import rounds
from sync.server.staff import audit
from sync.server.web.limits import Limit

MAX_ENROL = 16 * 1024
MAX_ENVELOPE = envelope.MAX_PACKED + envelope.MAX_HEADER + 1024
WORTH_PACKING = 400


def routes(store: Store, clock: Clock) -> APIRouter:
    """The clinic-facing routes of one township."""
    router = APIRouter(prefix="/api/v1")
    enrolling, asking = Limit(20), Limit(1200)

    @router.get("/hello")
    def hello(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        reply = Hello(
            township_name=store.name, protocol_min=PROTOCOL_MIN, protocol_max=PROTOCOL_MAX,
            max_packed=envelope.MAX_PACKED, max_changes=messages.MAX_CHANGES,
            server_time=clock().isoformat(timespec="seconds"),
        )  # fmt: skip
        return answer(request, reply)

    @router.post("/enrol")
    async def enrol_device(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        enrolling.take(caller(request), clock())
        wanted = messages.decode(EnrolRequest, await body(request, MAX_ENROL))
        return answer(request, await run_in_threadpool(enrolled, wanted))

    def enrolled(wanted: EnrolRequest) -> EnrolReply:
        with store.write() as session:
            now = clock()
            device = enrol.enrol(session, wanted, now)
            audit.note(session, None, "enrolled", "device", device.id, now, device.clinic_id)
        return EnrolReply(
            device=device.id, township_name=store.name, protocol_min=PROTOCOL_MIN, protocol_max=PROTOCOL_MAX
        )

    @router.post("/round")
    async def sync_round(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        asking.take(caller(request), clock())
        content = await body(request, MAX_ENVELOPE)
        return answer(request, await run_in_threadpool(rounds.answer, store, content, clock()))

    return router


async def body(request: Request, limit: int) -> bytes:
    """The request's body.

    Raises:
        ProtocolError: ``too_large``, before more than ``limit`` bytes are held.
    """
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > limit:
            raise ProtocolError("too_large", "这一批太大，没有接收。请分几次上报。")
    return bytes(content)


def caller(request: Request) -> str:
    """Who is counted against a limit."""
    return request.client.host if request.client else ""


def answer(request: Request, message: Message) -> Response:
    """A message as JSON, packed the way the caller can read when that is worth it."""
    content = messages.encode(message)
    headers = {"Vary": "Accept-Encoding"}
    accepted = {part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    if len(content) > WORTH_PACKING and "zstd" in accepted:
        content, headers["Content-Encoding"] = zstandard.ZstdCompressor(level=9).compress(content), "zstd"
    elif len(content) > WORTH_PACKING and "gzip" in accepted:
        content, headers["Content-Encoding"] = gzip.compress(content, 9, mtime=0), "gzip"
    return Response(content, media_type="application/json", headers=headers)


def refusal(status: int, code: str, text: str) -> Response:
    """An error a clinic's program can read."""
    headers = {"Retry-After": "60"} if status in (429, 503) else {}
    content = messages.encode(ErrorReply(code=code, text=text))
    return Response(content, status_code=status, media_type="application/json", headers=headers)
