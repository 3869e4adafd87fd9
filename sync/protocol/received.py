"""A batch as the township reads it: a change that cannot be read gets a receipt of its own and does not spoil the
others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from pydantic import ValidationError

from sync.protocol import messages, wire
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import MAX_CHANGES, Batch, Change, Receipt


@dataclass(frozen=True, slots=True)
class BadChange:
    """A change that cannot be taken, with what its receipt will say. ``change_id`` is "" when not even that is there."""

    change_id: str
    field: str
    text: str
    code: str = "malformed"

    def receipt(self) -> Receipt:
        """Its receipt."""
        return Receipt(change_id=self.change_id, state="refused", code=self.code, field=self.field, text=self.text)


@dataclass(frozen=True, slots=True)
class ReceivedBatch:
    """A batch as read by the township; changes that cannot be read stand among the others, in the order sent."""

    changes: tuple[Change | BadChange, ...]
    cursor: int
    want: int


def read_batch(content: bytes) -> ReceivedBatch:
    """A batch, change by change, so that one bad change among fifty does not hold up the others.

    Raises:
        ProtocolError: ``malformed`` when it is no batch at all, ``too_large`` when it has more than `messages.MAX_CHANGES`.
    """
    document = wire.read(content)
    if not isinstance(document, dict):
        raise ProtocolError("malformed", wire.MALFORMED)
    batch = cast("dict[str, Any]", document)
    raw = batch.get("changes", [])
    if not isinstance(raw, list):
        raise ProtocolError("malformed", wire.MALFORMED)
    changes = cast("list[Any]", raw)
    if len(changes) > MAX_CHANGES:
        raise ProtocolError("too_large", f"一次最多 {MAX_CHANGES} 条，这次有 {len(changes)} 条，请分几次上报。")
    frame = messages.validated(Batch, {name: value for name, value in batch.items() if name != "changes"})
    return ReceivedBatch(tuple(read_changes(changes)), frame.cursor, frame.want)


def read_changes(changes: Iterable[Any]) -> Iterable[Change | BadChange]:
    """Changes from their documents, each on its own; one that was found wanting before stays as it is."""
    for place, document in enumerate(changes, 1):
        if isinstance(document, BadChange):
            yield document
            continue
        try:
            yield Change.model_validate(document)
        except ValidationError as fault:
            given = cast("dict[str, Any]", document).get("id") if isinstance(document, dict) else None
            where = fault.errors()[0]["loc"]
            field = str(where[0]) if where else ""
            text = f"这一批的第 {place} 条读不懂，卫生院没有保存它，其余的照常。请升级程序后再上报。"
            yield BadChange(given[:64] if isinstance(given, str) else "", field, text)
