"""Many clinics that send: one village's year under the ids of each, sealed as a clinic's own program seals it."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.village import village
from sync.client import batches, batches_two
from sync.client.device import Device
from sync.client.pace import MOST
from sync.protocol import keys
from sync.protocol.messages import EnrolRequest
from sync.protocol.two import packing
from sync.server.database.store import Store
from sync.server.devices import pairing
from vclinic.storage import changes
from vclinic.storage.changes import Logged

Rows = Sequence[Logged]


@dataclass
class Clinic:
    """One that sends: its device, and how far its chain and its count have come."""

    device: Device
    tag: str
    rounds: Iterator[int] = field(default_factory=lambda: itertools.count(1))


def year(residents: int) -> tuple[Rows, str]:
    """(every change of a village's year, oldest first; what their ids begin with)."""
    with village(residents, 12) as station, station.store.read() as session:
        rows = changes.pending(session, 0, 10**9)
    return rows, rows[0].id.partition("-")[0]


def paired(store: Store, number: int, now: datetime) -> Clinic:
    """The clinic of this number, with a device."""
    key, village_code = Ed25519PrivateKey.generate(), f"3401231{number:05d}"
    tag = f"B{number:05d}"
    with store.write() as session:
        code = pairing.new_code(session, f"测量{number}", village_code, "bench", now)
        asked = EnrolRequest(
            code=code, public_key=keys.public_text(key.public_key()), id_tag=tag, village_code=village_code
        )
        device = pairing.pair(session, asked, now).id
    return Clinic(Device("", device, key=key, township="", batch=0, tip="", protocol=2), tag)


def sealed(clinic: Clinic, rows: Rows, tag: str, at: datetime, *, own: str = "", most: int = MOST) -> list[bytes]:
    """A clinic's batches as its program would make them; each is taken to be acknowledged.

    Args:
        tag: what the ids of ``rows`` begin with.
        own: what they begin with when this clinic sends them; "" for the clinic's own tag.
    """
    waiting = [_renamed(row, tag, own or clinic.tag) for row in rows]
    made: list[bytes] = []
    while waiting:
        part = batches.fitting(waiting, batches_two.FIRST_RATIO, most)
        number = ("0badcafe", next(clinic.rounds))
        content = batches_two.seal(clinic.device, part, 0, at, number=number, bases={}, level=packing.FAST)[0]
        clinic.device = replace(clinic.device, batch=clinic.device.batch + 1, tip=batches.link_of(content))
        made.append(content)
        waiting = waiting[len(part) :]
    return made


def _renamed(row: Logged, tag: str, other: str) -> Logged:
    facts = {field.name: getattr(row, field.name) for field in fields(row)}
    texts = {name: value for name, value in facts.items() if isinstance(value, str)}
    return replace(row, **{name: text.replace(f"{tag}-", f"{other}-") for name, text in texts.items()})
