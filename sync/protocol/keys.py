"""A device's public key as text."""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.protocol import wire
from sync.protocol.errors import ProtocolError


def public_text(key: Ed25519PublicKey) -> str:
    """The 32 raw bytes in base 64."""
    return base64.b64encode(key.public_bytes_raw()).decode("ascii")


def read_public(text: str) -> Ed25519PublicKey:
    """The key in ``text``.

    Raises:
        ProtocolError: ``malformed``.
    """
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError) as fault:
        raise ProtocolError("malformed", wire.MALFORMED) from fault
