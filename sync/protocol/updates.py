"""What a clinic asks of the updates its township keeps, and how it says who asks: an envelope in the request's own header,
for a file is fetched with GET, from any byte on."""

import base64
import binascii
from typing import Annotated

from pydantic import Field

from sync.protocol import wire
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Message

OFFER = "manifest"  # what is asked for when it is no file
HEADER, SCHEME = "Authorization", "Envelope"
_LONGEST = 8192  # characters of the header's value


class UpdateAsk(Message):
    """What is wanted, in the words of the address, so that no other request's envelope opens it.

    Attributes:
        update: `OFFER`, or the name of a setup file.
        program: the version that asks; the newest that can be put over it is offered.
    """

    update: Annotated[str, Field(max_length=64)]
    program: Annotated[str, Field(max_length=24)] = ""


class UpdateOffer(Message):
    """A release as its releaser signed it; both "" while there is none. The township vouches for nothing here.

    Attributes:
        manifest: its bytes in base 64. signature: as it lies beside it.
    """

    manifest: str = ""
    signature: str = ""


def credentials(sealed: bytes) -> str:
    """The header's value for a sealed ask."""
    return f"{SCHEME} {base64.b64encode(sealed).decode('ascii')}"


def sealed_in(value: str) -> bytes:
    """The sealed ask out of a header's value.

    Raises:
        ProtocolError: ``malformed``.
    """
    scheme, _, text = value.partition(" ")
    if scheme != SCHEME or len(value) > _LONGEST:
        raise ProtocolError("malformed", wire.MALFORMED)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise ProtocolError("malformed", wire.MALFORMED) from fault
