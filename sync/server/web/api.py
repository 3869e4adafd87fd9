"""What clinics' programs call: hello, pair, round. Every failure is an `ErrorReply` with a sentence."""

import gzip

import zstandard
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from sync.protocol import PROTOCOL_MAX, PROTOCOL_MIN, envelope, messages, standing
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Authority, EnrolReply, EnrolRequest, ErrorReply, Hello, Message, PackageKey
from sync.protocol.two import envelope as two
from sync.server.devices import pairing
from sync.server.intake import known, own, rounds, rounds_two
from sync.server.owned import publish
from sync.server.staff import audit
from sync.server.web.context import Context, Here, Now, TheStore

MAX_PAIRING = 16 * 1024
MAX_ASK = 64 * 1024
MAX_ENVELOPE = envelope.MAX_PACKED + envelope.MAX_HEADER + 1024
WORTH_PACKING = 400


router = APIRouter(prefix="/api/v1")


@router.get("/hello")
def hello(request: Request, store: TheStore, now: Now) -> Response:
    """Who answers, and within which limits."""
    reply = Hello(
        township_name=store.name, protocol_min=PROTOCOL_MIN, protocol_max=PROTOCOL_MAX,
        max_packed=envelope.MAX_PACKED, max_changes=messages.MAX_CHANGES,
        server_time=now.isoformat(timespec="seconds"), epoch=store.epoch,
    )  # fmt: skip
    return answer(request, reply)


@router.get("/authority")
def authority(request: Request, here: Here) -> Response:
    """The certificate of the township's own authority: what a pairing text's fingerprint is of."""
    return answer(request, Authority(authority=here.identity.authority_pem))


@router.get("/package-key")
def package_key(request: Request, here: Here) -> Response:
    """What packages are closed for, for devices that were paired before a township had such a key."""
    return answer(request, PackageKey(package_key=here.identity.package_key))


@router.post("/enrol")
async def pair_device(request: Request, here: Here) -> Response:
    """A device's name for a one-time code."""
    here.pairing.take(caller(request), here.clock())
    wanted = messages.decode(EnrolRequest, await body(request, MAX_PAIRING))
    return answer(request, await run_in_threadpool(_paired, here, wanted))


def _paired(here: Context, wanted: EnrolRequest) -> EnrolReply:
    with here.store.write() as session:
        now = here.clock()
        device = pairing.pair(session, wanted, now)
        publish.tell_newcomer(session, device.clinic_id, now)
        audit.note(session, None, "enrolled", entity="device", entity_id=device.id, now=now, detail=device.clinic_id)
    return EnrolReply(
        device=device.id, township_name=here.store.name, protocol_min=PROTOCOL_MIN, protocol_max=PROTOCOL_MAX,
        authority=here.identity.authority_pem, package_key=here.identity.package_key, epoch=here.store.epoch,
    )  # fmt: skip


@router.post("/round")
async def sync_round(request: Request, here: Here) -> Response:
    """A batch in, receipts and notices out."""
    here.asking.take(caller(request), here.clock())
    content = await body(request, MAX_ENVELOPE)
    stands = standing.read(request.query_params)
    if two.is_sealed(content):
        device = two.read_head(content)[0].device
        return Response(
            await here.turns.run(
                device, lambda alone: rounds_two.answer(here.store, content, here.clock(), stands, alone=alone)
            )
        )
    device = envelope.device_of(content)
    return answer(
        request,
        await here.turns.run(
            device, lambda alone: rounds.answer(here.store, content, here.clock(), stands, alone=alone)
        ),
    )


@router.post("/known")
async def still_known(request: Request, here: Here) -> Response:
    """Which of a clinic's changes are here; asked after this township came back from a backup."""
    here.asking.take(caller(request), here.clock())
    content = await body(request, MAX_ENVELOPE)
    return answer(request, await run_in_threadpool(known.answer, here.store, content))


@router.post("/own")
async def own_records(request: Request, here: Here) -> Response:
    """What a clinic sent itself, for a restored or a second computer."""
    here.asking.take(caller(request), here.clock())
    content = await body(request, MAX_ASK)
    page = await run_in_threadpool(own.answer, here.store, content)
    return Response(page) if isinstance(page, bytes) else answer(request, page)


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
