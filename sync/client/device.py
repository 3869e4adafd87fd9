"""This machine as the township knows it: its name, its key pair, where the township answers. Kept in the encrypted store."""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol import PROTOCOL_MAX
from vclinic.storage.rounds import DEVICE, GENERATION, NEW_KEY, PROXY, ROUND
from vclinic.storage.store import Store
from vclinic.storage.tables import Meta

URL, KEY, TOWNSHIP, BATCH, TIP = "township_url", "device_key", "township_name", "last_batch", "last_batch_hash"
AUTHORITY = "township_authority"
PROTOCOL, FACTS = "wire_protocol", "township_facts"
LIMIT = "wire_limit"
_KEPT = (URL, DEVICE, KEY, TOWNSHIP, BATCH, TIP, AUTHORITY, PROXY, PROTOCOL, FACTS)
EARLIER = "earlier_devices"  # names before this one, the newest first, parted by spaces
_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Device:
    """A paired device. ``batch`` and ``tip`` are the number and header hash of the last batch acknowledged;
    ``authority`` is the certificate (PEM) of the one township that is trusted, "" for public ones; ``proxied`` lets the
    machine's proxy carry rounds; ``protocol`` is the newest that both sides speak, ``facts`` what the township told of
    itself in protocol 2."""

    url: str
    id: str
    key: Ed25519PrivateKey
    township: str
    batch: int
    tip: str
    authority: str = ""
    proxied: bool = False
    protocol: int = 1
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


def load(store: Store) -> Device | None:
    """The device, or None before this machine was paired."""
    facts = store.meta(*_KEPT)
    if DEVICE not in facts:
        return None
    key = Ed25519PrivateKey.from_private_bytes(b64decode(facts[KEY]))
    return Device(
        facts[URL],
        facts[DEVICE],
        key=key,
        township=facts.get(TOWNSHIP, ""),
        batch=int(facts.get(BATCH, "0")),
        tip=facts.get(TIP, ""),
        authority=facts.get(AUTHORITY, ""),
        proxied=facts.get(PROXY) == "1",
        protocol=int(facts.get(PROTOCOL, "1")),
        facts=json.loads(facts.get(FACTS) or "{}"),
    )


def next_round(store: Store) -> tuple[str, int]:
    """(generation, number) of the next request: kept before it is sent, so that none goes out twice."""
    with store.local() as session:
        kept, counted = session.get(Meta, GENERATION), session.get(Meta, ROUND)
        generation = kept.value if kept is not None else secrets.token_hex(4)
        number = int(counted.value) + 1 if counted is not None else 1
        session.merge(Meta(key=GENERATION, value=generation))
        session.merge(Meta(key=ROUND, value=str(number)))
    return generation, number


def most_at_once(store: Store) -> int:
    """Bytes of a batch that this line was last found to hold for; 0 before it was ever cut."""
    return int(store.meta(LIMIT).get(LIMIT) or 0)


def keep_most_at_once(store: Store, size: int) -> None:
    """Keep how many bytes of a batch the line holds for."""
    store.set_meta({LIMIT: str(size)})


def speak(store: Store, protocol: int) -> None:
    """Keep which protocol both sides speak."""
    store.set_meta({PROTOCOL: str(min(protocol, PROTOCOL_MAX))})


def key_for_pairing(store: Store) -> Ed25519PrivateKey:
    """The key this machine presents with its code: the same until a township has answered, for the answer may be lost
    and the code is good for one key only."""
    kept = store.meta(NEW_KEY).get(NEW_KEY)
    if kept:
        return Ed25519PrivateKey.from_private_bytes(b64decode(kept))
    key = Ed25519PrivateKey.generate()
    store.set_meta({NEW_KEY: b64encode(key.private_bytes_raw()).decode("ascii")})
    return key


def names(store: Store) -> list[str]:
    """What townships have called this machine, the newest first: one restored from a backup may know an older name."""
    facts = store.meta(DEVICE, EARLIER)
    return [*filter(None, [facts.get(DEVICE, "")]), *facts.get(EARLIER, "").split()]


def save(store: Store, device: Device) -> None:
    """Keep a device just paired."""
    earlier = [name for name in names(store) if name != device.id]
    store.set_meta(
        {
            EARLIER: " ".join(earlier[:_MOST_NAMES]),
            URL: device.url,
            DEVICE: device.id,
            KEY: b64encode(device.key.private_bytes_raw()).decode("ascii"),
            TOWNSHIP: device.township,
            BATCH: str(device.batch),
            TIP: device.tip,
            AUTHORITY: device.authority,
            PROTOCOL: str(device.protocol),
            FACTS: "",
            NEW_KEY: "",
        }
    )
