"""Seals what a clinic asks beside its rounds: it uses up no number of the chain, so that it may be asked any number of times."""

from datetime import datetime

from sync.client.device import Device
from sync.protocol import PROTOCOL_MIN, envelope, messages
from sync.protocol.envelope import Header
from sync.protocol.messages import Message


def sealed(device: Device, ask: Message, at: datetime) -> bytes:
    """An envelope that holds the ask and no changes."""
    header = Header(
        v=PROTOCOL_MIN,
        device=device.id,
        batch=device.batch + 1,
        prev=device.tip,
        count=0,
        made_at=at.isoformat(timespec="seconds"),
    )
    return envelope.seal(messages.encode(ask), header, device.key)
