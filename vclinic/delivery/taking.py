"""A release looked at and taken over, from wherever it lies: a stick, or a township."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from vclinic.delivery import offer
from vclinic.delivery.fetching import Progress, Source, fetch, seen
from vclinic.delivery.manifest import Manifest, accept, read
from vclinic.domain.problem import Refused, WorldFault

NOTHING_NEWER = frozenset(("no_update", "already_installed", "older_offer"))


@dataclass(frozen=True, slots=True)
class Offered:
    """A release that was believed and may be put over this program, with the bytes it was believed by."""

    manifest: Manifest
    content: bytes
    signature: bytes


def look(source: Source, place: Path, keys: Sequence[Ed25519PublicKey], *, installed: str, schema: int) -> Offered:
    """What lies there.

    Args:
        place: the folder of updates. installed: the version that runs here. schema: of its database.

    Raises:
        Refused: as `manifest.read` and `manifest.accept`; of the codes in `NOTHING_NEWER`, where that is all there is
            to say. WorldFault: of the source.
    """
    content, signature = source.manifest()
    manifest = read(content, signature, keys)
    accept(manifest, installed=installed, schema=schema, seen=seen(place))
    return Offered(manifest, content, signature)


def look_for_newer(
    source: Source, place: Path, keys: Sequence[Ed25519PublicKey], *, installed: str, schema: int
) -> Offered | Refused:
    """As `look`; that there is nothing newer is an answer with its sentence."""
    try:
        return look(source, place, keys, installed=installed, schema=schema)
    except Refused as fault:
        if fault.code in NOTHING_NEWER:
            return fault
        raise


def take(source: Source, offered: Offered, place: Path, progress: Progress | None = None) -> Path:
    """Bring its setup file into ``place`` and keep what it was believed by beside it; raises as `fetching.fetch`."""
    setup = fetch(source, offered.manifest, place, progress)
    try:
        offer.keep(place, offered.content, offered.signature)
    except OSError as fault:
        raise WorldFault("no_room", "更新包存不下来，已取到的留着。请检查磁盘空间再试，会接着取。") from fault
    return setup
