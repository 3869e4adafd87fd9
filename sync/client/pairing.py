"""Pairing: a one-time code from the township gives this machine a name and ties it to a key pair made here."""

from sync.client import device as devices, packages
from sync.client.device import Device
from sync.client.keeping import keep_package_key
from sync.client.pin import is_meant
from sync.client.transport import Transport
from sync.protocol import pairing_text
from sync.protocol.envelope import PROTOCOL_MAX, PROTOCOL_MIN
from sync.protocol.keys import public_text
from sync.protocol.messages import EnrolReply, EnrolRequest
from sync.protocol.pairing_text import PairingText
from vclinic import __version__
from vclinic.domain.problem import Refused, WorldFault
from vclinic.domain.typed import plain_code
from vclinic.storage import changes, own_progress, rounds
from vclinic.storage.retag import take_new_tag
from vclinic.storage.rounds import EPOCH, PROXY
from vclinic.storage.store import Store
from vclinic.storage.tables import Meta
from vclinic.storage.unit_of_work import TAG

_MOST_TAGS = 5  # drawn again in one pairing; a township that takes none of them is asked no further
_NOT_REACHED = "无法连接卫生院服务器，还没有接入。资料都在本机；请核对地址和网络，接入码还能用，稍后再接入一次。"
_NO_SAFE_LINE = (
    "和这个地址的加密连接没有建成，还没有接入，没有发出任何资料。卫生院给的是带 # 的一段接入文字的，请整段填进来，"
    "不要只填前面的地址；否则请核对地址和端口、看看电脑的日期。接入码还能用。"
)
_WRONG_FINGERPRINT = (
    "这个地址上的服务器和接入文字里的指纹对不上，没有接入，没有发出任何资料。可能是有人在网络上冒充卫生院，"
    "也可能接入文字是旧的。请打电话问卫生院，要一份新的接入单。"
)
_TAG_TAKEN = (
    "这台电脑的资料像是从另一台已接入的电脑拷贝来的，编号相同，所以没有接入；资料没有变，接入码还能用。"
    "请先做一份备份，再在本机恢复这份备份（恢复时会换新编号），然后重新接入。"
)


def pair(store: Store, url: str, code: str = "") -> Device:
    """Pair this machine with a township; the private key never leaves it.

    Args:
        url: the township's address, or a whole pairing text.
        code: the one-time code; "" with a pairing text.

    Raises:
        Refused: the text or the code is wrong, used up or of another village, the address is not allowed, the program
            is too old, ``wrong_fingerprint`` when somebody else answers, ``tag_taken`` when what is recorded here
            carries the tag of another device.
        WorldFault: the township cannot be reached.
    """
    told = pairing_text.read(url) if pairing_text.is_pairing(url) or not code else PairingText(url, plain_code(code))
    proxied = store.meta(PROXY).get(PROXY) == "1"
    authority = _authority(told, proxied=proxied) if told.fingerprint else ""
    with Transport(told.url, authority, proxied=proxied) as transport:
        key = devices.key_for_pairing(store)
        reply = _asked(store, transport, told.code, public_text(key.public_key()))
        if reply.protocol_min > PROTOCOL_MAX or reply.protocol_max < PROTOCOL_MIN:
            raise Refused("version", "卫生院服务器和本程序的版本相差太多，请先升级程序。资料没有改动。")
        device = Device(
            transport.url,
            reply.device,
            key=key,
            township=reply.township_name,
            batch=0,
            tip="",
            authority=authority,
            proxied=proxied,
            protocol=min(reply.protocol_max, PROTOCOL_MAX),
        )
    devices.save(store, device)
    with store.local() as session:
        rounds.note_pairing(session)
        if reply.epoch and not changes.any_answered(session):  # else the first round asks what this township knows
            session.merge(Meta(key=EPOCH, value=reply.epoch))
    own_progress.want(store, own_progress.NEW)
    keep_package_key(store, reply.package_key)
    packages.reply_key(store)  # now, so that each backup made from here on can read the receipts of later packages
    return device


def _authority(told: PairingText, *, proxied: bool) -> str:
    """The certificate whose fingerprint the pairing text carries. Nothing but a question goes to whoever answers."""
    try:
        with Transport(told.url, anybody=True, proxied=proxied) as transport:
            authority = transport.authority()
    except WorldFault as fault:
        raise _in_pairing(fault) from fault.__cause__
    if not is_meant(authority, told.fingerprint):
        raise Refused("wrong_fingerprint", _WRONG_FINGERPRINT)
    return authority


def _in_pairing(fault: WorldFault) -> WorldFault:
    """A fault of the line, as it is said before there was a pairing."""
    match fault.code:
        case "offline":
            return WorldFault("offline", _NOT_REACHED)
        case "no_safe_line":
            return WorldFault("no_safe_line", _NO_SAFE_LINE)
        case _:
            return fault


def _asked(store: Store, transport: Transport, code: str, public_key: str) -> EnrolReply:
    """The township's answer. Where it knows this machine's tag as another device's, that may be this machine under an
    older name, as after the township's restore; else a tag is drawn again while nothing recorded carries it."""
    formers = devices.names(store) or [""]
    tags_left = _MOST_TAGS
    while True:
        facts = store.meta(TAG, "clinic_name", "village_code")
        request = EnrolRequest(
            code=code,
            public_key=public_key,
            id_tag=facts[TAG],
            clinic_name=facts.get("clinic_name", ""),
            village_code=facts.get("village_code", ""),
            program=f"vclinic {__version__}",
            former=formers[0],
        )
        try:
            return transport.pair(request)
        except WorldFault as fault:
            raise _in_pairing(fault) from fault.__cause__
        except Refused as told:
            if told.code != "tag_taken":
                raise
            if len(formers) > 1:
                formers = formers[1:]
                continue
            if not tags_left:
                raise
            if not take_new_tag(store):
                raise Refused("tag_taken", _TAG_TAKEN) from told
            tags_left -= 1
