"""What clinics' programs ask of updates: which is on offer, and its file from any byte on. Only a paired device is answered."""

from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse

from sync.protocol import envelope, messages, updates, wire
from sync.protocol.errors import ProtocolError
from sync.protocol.updates import UpdateAsk, UpdateOffer
from sync.server.devices import pairing
from sync.server.updates import releases
from sync.server.web.api import answer, caller
from sync.server.web.context import Context, Here

router = APIRouter(prefix="/api/v1/updates")


@router.get("/manifest")
def manifest(request: Request, here: Here) -> Response:
    """The newest release that can be put over the program that asks, as it was signed."""
    ask = _asked(request, here, updates.OFFER)
    release = releases.for_program(releases.everything(here.store.data), ask.program)
    if release is None:
        return answer(request, UpdateOffer())
    content = b64encode(release.content).decode("ascii")
    return answer(request, UpdateOffer(manifest=content, signature=release.signature.decode("latin-1").strip()))


@router.get("/file/{name}")
def file(name: str, request: Request, here: Here) -> Response:
    """A setup file; ``Range`` and ``If-Range`` with the SHA-256 as its tag."""
    _asked(request, here, name)
    for release in releases.everything(here.store.data):
        if release.manifest.setup == name:
            tag = {"ETag": f'"{release.manifest.sha256}"'}
            return FileResponse(release.setup, headers=tag, media_type="application/octet-stream")
    raise ProtocolError("no_update", "卫生院不再放这个版本了，没有取完。请再看一次有没有新版本。")


def _asked(request: Request, here: Context, wanted: str) -> UpdateAsk:
    """What a paired device asked for.

    Raises:
        ProtocolError: it is none, or it sealed another ask.
    """
    here.asking.take(caller(request), here.clock())

    def key(device: str) -> Ed25519PublicKey:
        return pairing.public_key_of(here.store, device)

    header, body = envelope.open_envelope(updates.sealed_in(request.headers.get(updates.HEADER, "")), key)
    ask = messages.decode(UpdateAsk, body)
    if ask.update != wanted:
        raise ProtocolError("malformed", wire.MALFORMED)
    with here.store.read() as session:
        pairing.caller(session, header.device)
    return ask
