"""The release that was fetched last: its manifest lies beside its setup file with the bytes and the signature it came with,
and is believed anew each time it is read. One file, so that a power cut leaves the former offer or this one."""

import base64
import binascii
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from vclinic.delivery.kept_note import read_note, write_note
from vclinic.delivery.manifest import Manifest, read

OFFER = "offer.json"


def keep(place: Path, content: bytes, signature: bytes) -> None:
    """Keep an accepted manifest as it came.

    Raises:
        OSError: the disk.
    """
    write_note(
        place / OFFER, {"manifest": base64.b64encode(content).decode(), "signature": signature.decode("latin-1")}
    )


def kept(place: Path, keys: Sequence[Ed25519PublicKey]) -> Manifest | None:
    """The manifest kept last; None where there is none, or what is there is no note of ours.

    Raises:
        Refused: as `manifest.read`: it was touched since, or signed by nobody this program believes.
    """
    noted = read_note(place / OFFER)
    try:
        content = base64.b64decode(str(noted["manifest"]), validate=True)
        signature = str(noted["signature"]).encode("latin-1")
    except (KeyError, binascii.Error, UnicodeEncodeError):
        return None
    return read(content, signature, keys)
