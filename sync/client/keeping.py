"""What the township answered, kept in one transaction: receipts, notices, the cursor and the chain's tip."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sync.client.batches import link_of
from sync.client.device import BATCH, FACTS, PROTOCOL, TIP, TOWNSHIP, Device
from sync.protocol import PROTOCOL_MAX, package, wire
from sync.protocol.messages import Receipt, RoundReply
from sync.protocol.two.edits import NEED_WHOLE
from sync.protocol.two.reply import facts_of
from vclinic.domain import clock_skew
from vclinic.domain.problem import WorldFault
from vclinic.storage import changes, notices
from vclinic.storage.changes import Logged
from vclinic.storage.rounds import PACKAGE_BACK, PACKAGE_KEY, SKEW, TOWNSHIP_TIME
from vclinic.storage.store import Store
from vclinic.storage.tables import Meta


def keep(
    store: Store, device: Device, sealed: bytes, part: Sequence[Logged], reply: RoundReply, at: datetime
) -> tuple[int, list[str]]:
    """Receipts, notices, cursor and the chain's tip in one transaction. Returns how many notices were new, and the
    answers' states (stored, duplicate, refused); one without an answer holds up nobody.

    Raises:
        WorldFault: nothing was answered, or the answers contradict each other; nothing is kept.
    """
    asked = {row.id for row in part}
    again = wanted_whole(reply)
    answers = {
        receipt.change_id: receipt
        for receipt in reply.receipts
        if receipt.change_id in asked and receipt.change_id not in again
    }
    _agree(reply, answers)
    if asked and not answers and not again:
        raise missing(len(asked))
    told = _told(reply)
    # no cursor leads past what was really told: notices between would never be heard
    upto = min(reply.cursor, max((notice.seq for notice in reply.notices), default=0))
    with store.local() as session:
        changes.keep_receipts(session, _said(answers), at)
        new = notices.keep(session, told, upto, at)
        if part:
            session.merge(Meta(key=BATCH, value=str(device.batch + 1)))
            session.merge(Meta(key=TIP, value=link_of(sealed)))
        if is_moment(reply.server_time):
            session.merge(Meta(key=TOWNSHIP_TIME, value=reply.server_time))
            session.merge(Meta(key=SKEW, value=str(clock_skew.between(at, datetime.fromisoformat(reply.server_time)))))
        if reply.township and reply.township != device.township:
            session.merge(Meta(key=TOWNSHIP, value=reply.township))
        if min(reply.protocol_max, PROTOCOL_MAX) != device.protocol:
            session.merge(Meta(key=PROTOCOL, value=str(min(reply.protocol_max, PROTOCOL_MAX))))
        if facts_of(reply) != device.facts:
            session.merge(Meta(key=FACTS, value=wire.compact(facts_of(reply))))
    return new, [receipt.state for receipt in answers.values()]


def keep_packaged(store: Store, reply: RoundReply, after: int, at: datetime) -> tuple[int, list[str]]:
    """Receipts and notices that came by stick, whenever they were written; as `keep`, but no chain moves by them.

    Args:
        after: the cursor that the notices come after; where this clinic has not come so far (it was restored), they are
            kept and the cursor stays, for what lies between was not told.

    Raises:
        WorldFault: the answers contradict each other; nothing is kept.
    """
    answers = {receipt.change_id: receipt for receipt in reply.receipts}
    _agree(reply, answers)
    with store.local() as session:
        changes.keep_receipts(session, _said(answers), at)
        reached = after <= notices.cursor(session)
        upto = max((notice.seq for notice in reply.notices), default=0) if reached else 0
        new = notices.keep(session, _told(reply), upto, at)
        session.merge(Meta(key=PACKAGE_BACK, value=at.isoformat(timespec="seconds")))
    return new, [receipt.state for receipt in answers.values()]


def keep_package_key(store: Store, text: str) -> None:
    """Keep what packages for the township are closed with; what is no such key is passed over."""
    if re.fullmatch(package.KEY, text):
        store.set_meta({PACKAGE_KEY: text})


def _agree(reply: RoundReply, answers: Mapping[str, Receipt]) -> None:
    """One change is not both stored and refused."""
    for receipt in reply.receipts:
        taken = answers.get(receipt.change_id, receipt)
        if (receipt.state == "refused") != (taken.state == "refused"):
            sentence = "卫生院对同一条既说收到又说没收，没有当作收到，会再报。资料都在本机。"
            raise WorldFault("contradiction", sentence)


def _said(answers: Mapping[str, Receipt]) -> list[tuple[str, str, str, str, str]]:
    """Receipts as the store keeps them: what the township had before is as good as stored."""
    return [
        (name, "refused" if told.state == "refused" else "stored", told.code, told.field, told.text)
        for name, told in answers.items()
    ]


def _told(reply: RoundReply) -> list[tuple[int, str, dict[str, Any]]]:
    return [(notice.seq, notice.kind, notice.model_dump(mode="json")) for notice in reply.notices]


def wanted_whole(reply: RoundReply) -> frozenset[str]:
    """The changes that went as edits and are to be sent whole: no answer about them, and nobody is shown it."""
    return frozenset(receipt.change_id for receipt in reply.receipts if receipt.code == NEED_WHOLE)


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
