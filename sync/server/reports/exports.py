"""Writing the township's lists: tables for people (.csv, .xlsx), a document a line for programs (.jsonl)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from sync.server.reports import lines, tables
from vclinic.domain import entities
from vclinic.domain.problem import Refused
from vclinic.forms.tabular import write_documents, write_table

T = TypeVar("T")
ENDINGS = (".csv", ".xlsx", ".jsonl")
CHANGES, RECEIVED, REVIEWS = "changes", "received", "reviews"
_SPECIAL = {
    "follow-ups": tables.follow_ups, "residents": tables.residents, CHANGES: tables.changes, RECEIVED: tables.changes,
    REVIEWS: tables.reviews,
}  # fmt: skip


def kinds() -> dict[str, str]:
    """What can be exported → the kind of record it is; what was received and the reviews are no records."""
    records = {entity.plural or entity.name: entity.name for entity in entities.owned_by("clinic")}
    return records | {CHANGES: "", RECEIVED: "", REVIEWS: ""}


def write(session: Session, kind: str, file: Path, village_code: str = "") -> int:
    """Write one list as it is read; returns the number of rows.

    Args:
        village_code: of ``changes`` for programs, only this clinic's.

    Raises:
        Refused: the kind or the file's ending is not one we know.
        WorldFault: the disk; an earlier file stays as it was.
    """
    known = kinds()
    if kind not in known:
        raise Refused("unknown_kind", f"不能导出“{kind}”，可以导出：{'、'.join(known)}。")
    if file.suffix.lower() not in ENDINGS:
        raise Refused("ending", "文件名要以 .csv、.xlsx 或 .jsonl 结尾。")
    written = 0

    def counting(rows: Iterable[T]) -> Iterator[T]:
        nonlocal written
        for row in rows:
            written += 1
            yield row

    if file.suffix.lower() == ".jsonl":
        write_documents(file, counting(_documents(session, kind, known[kind], village_code)))
    else:
        columns, rows = _table(session, kind, known[kind])
        write_table(file, columns, counting([row.get(column, "") for column in columns] for row in rows))
    return written


def _documents(session: Session, kind: str, entity: str, village_code: str) -> Iterator[lines.Line]:
    if entity:
        return lines.records(session, entity)
    if kind == CHANGES:
        return lines.changes(session, village_code)
    return lines.log(session) if kind == RECEIVED else lines.reviews(session)


def _table(session: Session, kind: str, entity: str) -> tables.Table:
    declared = entities.by_name(entity)
    if kind in _SPECIAL or declared is None:
        return _SPECIAL[kind](session)
    return tables.of_kind(session, declared)
