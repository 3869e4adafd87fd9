"""Pairing: a one-time code gives a clinic's program its name here and records the public half of its key."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlmodel import Session, select

from sync.protocol import keys
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import EnrolRequest
from sync.server.database.ids import DIGITS, random_id
from sync.server.database.store import Store
from sync.server.database.tables import Clinic, Device, EnrolCode
from vclinic.domain.problem import Problem
from vclinic.domain.typed import plain_code

VALID_FOR = timedelta(hours=72)
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BAD_CODE = "接入码不对、用过了或者过期了。请向卫生院要一个新的接入码。"


@dataclass(frozen=True, slots=True)
class Caller:
    """A device that has proved who it is."""

    device: Device
    clinic: Clinic


def check_clinic(name: str, village_code: str) -> list[Problem]:
    """What is wrong with a clinic's name or village code."""
    problems: list[Problem] = []
    if not 1 <= len(name.strip()) <= 60:
        problems.append(Problem("clinic", "required", "请填村卫生室名称，最多 60 个字。"))
    if not (len(village_code) == 12 and village_code.isascii() and village_code.isdigit()):
        problems.append(Problem("village", "not_a_code", "村代码是 12 位数字，例如 340123101105。"))
    return problems


def new_code(session: Session, name: str, village_code: str, by: str, now: datetime) -> str:
    """A fresh one-time code for a clinic, which is made when it is new here. Shown once; only its hash is kept.

    The village code says which clinic is meant: another spelling of its name makes no second one.
    """
    name = name.strip()
    there = session.exec(
        select(Clinic).where(Clinic.village_code == village_code).order_by(Clinic.created_at, Clinic.id)
    )
    clinic = min(there, key=lambda clinic: clinic.name != name, default=None)
    stamp = now.isoformat(timespec="seconds")
    if clinic is None:
        clinic = Clinic(id=random_id("c"), name=name, village_code=village_code, created_at=stamp)
        session.add(clinic)
        session.flush()
    drawn = "".join(secrets.choice(DIGITS) for _ in range(12))
    expires = (now + VALID_FOR).isoformat(timespec="seconds")
    session.add(EnrolCode(hash=_hash(drawn), clinic_id=clinic.id, created_at=stamp, created_by=by, expires_at=expires))
    return "-".join((drawn[:4], drawn[4:8], drawn[8:]))


def open_code(session: Session, code: str, now: datetime) -> tuple[Clinic, datetime] | None:
    """The clinic an unused code is for, and until when; None when it was used, ran out, or is none."""
    kept = session.get(EnrolCode, _hash(code))
    if kept is None or kept.used_at is not None or datetime.fromisoformat(kept.expires_at) <= now:
        return None
    return session.get_one(Clinic, kept.clinic_id), datetime.fromisoformat(kept.expires_at)


def pair(session: Session, request: EnrolRequest, now: datetime) -> Device:
    """Use up a code. The same key with the same code again gives the same device, for an answer may get lost.

    Raises:
        ProtocolError: ``bad_code``, ``malformed``, and with the code still good ``other_village`` or ``tag_taken``.
    """
    public_key = keys.public_text(keys.read_public(request.public_key))
    code = session.get(EnrolCode, _hash(request.code), with_for_update=True)
    if code is None:
        raise ProtocolError("bad_code", _BAD_CODE)
    known = session.exec(select(Device).where(Device.public_key == public_key)).first()
    if code.used_at is not None:
        if known is not None and code.device_id == known.id and known.revoked_at is None:
            return known
        raise ProtocolError("bad_code", _BAD_CODE)
    if known is not None or datetime.fromisoformat(code.expires_at) <= now:
        raise ProtocolError("bad_code", _BAD_CODE)
    _of_this_village(session, code, request)
    _free_tag(session, code, request)
    stamp = now.isoformat(timespec="seconds")
    device = Device(
        id=random_id("d"), clinic_id=code.clinic_id, public_key=public_key, id_tag=request.id_tag,
        program=request.program, enrolled_at=stamp, last_batch=0,
        last_contact_at=stamp, skew_seconds=0,
    )  # fmt: skip
    session.add(device)
    session.flush()
    code.used_at, code.device_id = stamp, device.id
    return device


def _of_this_village(session: Session, code: EnrolCode, request: EnrolRequest) -> None:
    """Refuse a code made for another clinic: it would file one village's people under another."""
    clinic = session.get_one(Clinic, code.clinic_id)
    if request.village_code and request.village_code != clinic.village_code:
        raise ProtocolError(
            "other_village",
            f"这个接入码是给{clinic.name}（村代码 {clinic.village_code}）的，本机的村代码是 {request.village_code}，"
            "没有接入，接入码还能用。请核对接入码，或请卫生院核对村代码。",
        )


def _free_tag(session: Session, code: EnrolCode, request: EnrolRequest) -> None:
    """Ids are known to the whole township, so what they begin with belongs to one device. A device that was paired
    before takes its tag along to its new name."""
    for other in session.exec(select(Device).where(Device.id_tag == request.id_tag, Device.id_tag != "")):
        if other.id != request.former or other.clinic_id != code.clinic_id:
            raise ProtocolError(
                "tag_taken", "这台电脑的编号和另一台已接入的电脑相同，没有接入，接入码还能用。请联系卫生院。"
            )
        other.id_tag = ""


def revoke(session: Session, device_id: str, by: str, now: datetime) -> bool:
    """Stop taking what a device signs; False when there is no such device or it was revoked before."""
    device = session.get(Device, device_id)
    if device is None or device.revoked_at is not None:
        return False
    device.revoked_at, device.revoked_by = now.isoformat(timespec="seconds"), by
    return True


def public_key_of(store: Store, device_id: str) -> Ed25519PublicKey:
    """The key a device signs with.

    Raises:
        ProtocolError: ``unknown_device`` or ``revoked``.
    """
    with store.read() as session:
        device = session.get(Device, device_id)
    if device is None:
        raise ProtocolError(
            "unknown_device", "卫生院不认识这台电脑。资料都在本机，请向卫生院要一份新的接入单，在上报中心重新接入。"
        )
    return keys.read_public(device.public_key)


def caller(session: Session, device_id: str) -> Caller:
    """Who sent a batch whose signature held.

    Raises:
        ProtocolError: ``unknown_device`` or ``revoked``.
    """
    device = session.get(Device, device_id)
    clinic = session.get(Clinic, device.clinic_id) if device is not None else None
    if device is None or clinic is None:
        raise ProtocolError(
            "unknown_device", "卫生院不认识这台电脑。资料都在本机，请向卫生院要一份新的接入单，在上报中心重新接入。"
        )
    if device.revoked_at is not None:
        raise ProtocolError(
            "revoked", "卫生院已停用这台电脑的上报。资料都在本机，没有丢；没报的可以用U盘交，请联系卫生院。"
        )
    return Caller(device, clinic)


def _hash(code: str) -> str:
    return hashlib.sha256(plain_code(code).translate(_READ_AS).encode("utf-8", "replace")).hexdigest()
