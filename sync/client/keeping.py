"""What the township answered, kept in one transaction: receipts, notices, the cursor and the chain's tip."""

from collections.abc import Sequence
from datetime import datetime

from sync.client.device import BATCH, TIP, TOWNSHIP, Device
from sync.protocol import envelope
from sync.protocol.messages import RoundReply
from vclinic.domain.problem import WorldFault
from vclinic.storage import changes, notices
from vclinic.storage.rounds import TOWNSHIP_TIME
from vclinic.storage.store import Store
from vclinic.storage.tables import ChangeRow, Meta


def keep(
    store: Store, device: Device, sealed: bytes, part: Sequence[ChangeRow], reply: RoundReply, at: datetime
) -> tuple[int, list[str]]:
    """Receipts, notices, cursor and the chain's tip in one transaction. Returns how many notices were new, and the
    answers' states (stored, duplicate, refused); one without an answer holds up nobody.

    Raises:
        WorldFault: nothing was answered, or the answers contradict each other; nothing is kept.
    """
    asked = {row.id for row in part}
    answers = {receipt.change_id: receipt for receipt in reply.receipts if receipt.change_id in asked}
    states = {name: "refused" if receipt.state == "refused" else "stored" for name, receipt in answers.items()}
    if any(
        (receipt.state == "refused") != (states.get(receipt.change_id, receipt.state) == "refused")
        for receipt in reply.receipts
    ):
        sentence = "卫生院对同一条既说收到又说没收，没有当作收到，会再报。资料都在本机。"
        raise WorldFault("contradiction", sentence)
    if asked and not answers:
        raise missing(len(asked))
    receipts = [(name, states[name], receipt.code, receipt.field, receipt.text) for name, receipt in answers.items()]
    told = [(notice.seq, notice.kind, notice.model_dump(mode="json")) for notice in reply.notices]
    # no cursor leads past what was really told: notices between would never be heard
    upto = min(reply.cursor, max((notice.seq for notice in reply.notices), default=0))
    with store.local() as session:
        changes.keep_receipts(session, receipts, at)
        new = notices.keep(session, told, upto, at)
        if part:
            session.merge(Meta(key=BATCH, value=str(device.batch + 1)))
            session.merge(Meta(key=TIP, value=envelope.header_hash(sealed)))
        if is_moment(reply.server_time):
            session.merge(Meta(key=TOWNSHIP_TIME, value=reply.server_time))
        if reply.township and reply.township != device.township:
            session.merge(Meta(key=TOWNSHIP, value=reply.township))
    return new, [receipt.state for receipt in answers.values()]


def is_moment(text: str) -> bool:
    """Whether a text tells a moment with its zone, as the township's time should."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def missing(count: int) -> WorldFault:
    """The fault when the township gave no receipt for ``count`` changes; they are sent again."""
    sentence = f"卫生院有 {count} 条没有给回执，没有回执的会再报。资料都在本机。"
    return WorldFault("receipts_missing", sentence)
