"""This machine as the township knows it: its name, its key pair, where the township answers. Kept in the encrypted store."""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vclinic.storage.rounds import DEVICE, PROXY
from vclinic.storage.store import Store

URL, KEY, TOWNSHIP, BATCH, TIP = "township_url", "device_key", "township_name", "last_batch", "last_batch_hash"
AUTHORITY = "township_authority"
_FACTS = (URL, DEVICE, KEY, TOWNSHIP, BATCH, TIP, AUTHORITY, PROXY)
NEW_KEY = "enrolment_key"


@dataclass(frozen=True, slots=True)
class Device:
    """A paired device. ``batch`` and ``tip`` are the number and header hash of the last batch acknowledged;
    ``authority`` is the certificate (PEM) of the one township that is trusted, "" for public ones; ``proxied`` lets the
    machine's proxy carry rounds."""

    url: str
    id: str
    key: Ed25519PrivateKey
    township: str
    batch: int
    tip: str
    authority: str = ""
    proxied: bool = False


def load(store: Store) -> Device | None:
    """The device, or None before this machine was paired."""
    facts = store.meta(*_FACTS)
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
    )


def key_for_pairing(store: Store) -> Ed25519PrivateKey:
    """The key this machine presents with its code: the same until a township has answered, for the answer may be lost
    and the code is good for one key only."""
    kept = store.meta(NEW_KEY).get(NEW_KEY)
    if kept:
        return Ed25519PrivateKey.from_private_bytes(b64decode(kept))
    key = Ed25519PrivateKey.generate()
    store.set_meta({NEW_KEY: b64encode(key.private_bytes_raw()).decode("ascii")})
    return key


def save(store: Store, device: Device) -> None:
    """Keep a device just paired."""
    store.set_meta(
        {
            URL: device.url,
            DEVICE: device.id,
            KEY: b64encode(device.key.private_bytes_raw()).decode("ascii"),
            TOWNSHIP: device.township,
            BATCH: str(device.batch),
            TIP: device.tip,
            AUTHORITY: device.authority,
            NEW_KEY: "",
        }
    )
