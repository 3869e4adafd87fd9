"""An edited record as what changed since a revision the township has: fields with new values and fields that are gone.

A short digest of the whole record goes along. Where the township lacks the base, or the result is not what the digest
says, the record is asked for whole (`NEED_WHOLE`); nobody is shown that.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sync.protocol import wire

NEED_WHOLE = "need_whole"
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Whole:
    """A change with its whole record, as a JSON object."""

    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change whose ``data`` holds the changed fields only.

    Attributes:
        gone: paths of the fields that are no longer there.
        digest: `digest` of the whole record.
        form: what the record is written on, so that its shape is known though ``data`` does not say it.
    """

    document: Mapping[str, Any]
    digest: int
    gone: Sequence[Sequence[str]] = ()
    form: str = field(default="", compare=False)


Item = Whole | Edit


def digest(record: Record) -> int:
    """32 bits of a record's SHA-256, enough to notice another base."""
    return int.from_bytes(hashlib.sha256(wire.compact(record).encode("utf-8")).digest()[:4], "big")


def edit(document: Mapping[str, Any], base: Record) -> Edit:
    """A change told as an edit of the revision it was made from."""
    record: Record = document["data"]
    gone: list[list[str]] = []
    changed = _changed(base, record, [], gone)
    return Edit({**document, "data": changed}, digest(record), gone, str(record.get("form_id", "")))


def whole(item: Edit, base: Record | None) -> Record | None:
    """The document of the change with its whole record; None where it must be asked for. ``base`` is used up."""
    changed = item.document.get("data")
    if base is None or not isinstance(changed, dict):
        return None
    for path in item.gone:
        place: Any = base
        for name in path[:-1]:
            place = cast("Record", place).get(name) if isinstance(place, dict) else None
        if not isinstance(place, dict) or cast("Record", place).pop(path[-1], base) is base:
            return None
    _merge(base, cast("Record", changed))
    return {**item.document, "data": base} if digest(base) == item.digest else None


def _changed(base: Record, record: Record, path: list[str], gone: list[list[str]]) -> Record:
    gone.extend([*path, name] for name in sorted(base.keys() - record.keys()))
    changed: Record = {}
    for name, value in record.items():
        before = base.get(name)
        if name in base and isinstance(before, dict) and isinstance(value, dict):
            within = _changed(cast("Record", before), cast("Record", value), [*path, name], gone)
            if within:
                changed[name] = within
        elif name not in base or wire.compact(before) != wire.compact(value):
            changed[name] = value
    return changed


def _merge(record: Record, changed: Record) -> None:
    for name, value in changed.items():
        before = record.get(name)
        if isinstance(before, dict) and isinstance(value, dict):
            _merge(cast("Record", before), cast("Record", value))
        else:
            record[name] = value
