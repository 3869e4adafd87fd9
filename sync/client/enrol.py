"""Enrolment: a one-time code from the township gives this machine a name and ties it to a key pair made here."""

from sync.client import device as devices
from sync.client.device import Device
from sync.client.transport import Transport
from sync.protocol.envelope import PROTOCOL_MAX, PROTOCOL_MIN
from sync.protocol.keys import public_text
from sync.protocol.messages import EnrolRequest
from vclinic import __version__
from vclinic.domain.problem import Refused
from vclinic.storage.store import Store
from vclinic.storage.unit_of_work import TAG


def enrol(store: Store, url: str, code: str) -> Device:
    """Enrol this machine; the private key never leaves it.

    Raises:
        Refused: the code is wrong or used up, the address is not allowed, the program is too old.
        WorldFault: the township cannot be reached.
    """
    facts = store.meta(TAG, "clinic_name", "village_code")
    with Transport(url) as transport:
        key = devices.key_for_enrolment(store)
        reply = transport.enrol(
            EnrolRequest(
                code=code.strip(),
                public_key=public_text(key.public_key()),
                id_tag=facts[TAG],
                clinic_name=facts.get("clinic_name", ""),
                village_code=facts.get("village_code", ""),
                program=f"vclinic {__version__}",
            )
        )
        if reply.protocol_min > PROTOCOL_MAX or reply.protocol_max < PROTOCOL_MIN:
            raise Refused("version", "卫生院服务器和本程序的版本相差太多，请先升级程序。资料没有改动。")
        device = Device(transport.url, reply.device, key, reply.township_name, 0, "")
    devices.save(store, device)
    return device
