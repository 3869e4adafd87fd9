"""The only way to write what travels: rows and their changes in one commit, or nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from vclinic.domain import json_text
from vclinic.domain.conflict import ANSWERS
from vclinic.domain.problem import Refused
from vclinic.storage.ids import make_id
from vclinic.storage.log_count import COUNTED
from vclinic.storage.tables import ChangeRow, Meta, Synced

COUNTER = "id_counter"
TAG = "id_tag"
STORE_ID = "store_id"


def life(facts: Mapping[str, str]) -> str:
    """Which life of which store the facts of its meta table tell of: a restore draws a new tag."""
    return f"{facts.get(STORE_ID, '')}/{facts.get(TAG, '')}"


def compact(document: Any) -> str:
    """JSON as the log keeps it: no spaces, Chinese as it is."""
    quick = json_text.quick(document, ordered=False)
    return _PLAIN.encode(document) if quick is None else quick


_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass
class UnitOfWork:
    """One act of one doctor. Made by `Store.act`; everything put here is committed together.

    Attributes:
        session: the open transaction.
        by: id of the doctor.
        at: audit time, aware.
        act: the id all changes of this act share.
        life: which life of which store this is; a restore begins another.
        counted: whether this life's log is counted beside the database.
        answering: record → what a revision of it in this act says of the versions it was chosen from.
    """

    session: Session
    by: str
    at: datetime
    _tag: str
    _next: int
    act: str = ""
    life: str = ""
    counted: bool = False
    touched: list[str] = field(default_factory=lambda: [])
    answering: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])

    @classmethod
    def begin(cls, session: Session, by: str, at: datetime) -> "UnitOfWork":
        """Start an act; the counter row is read inside the write transaction, so ids cannot collide."""
        names = (COUNTER, TAG, STORE_ID, COUNTED)
        facts = {row.key: row.value for row in session.exec(select(Meta).where(col(Meta.key).in_(names)))}
        work = cls(session, by, at, facts[TAG], int(facts[COUNTER]))
        work.life, work.counted = life(facts), facts.get(COUNTED) == facts[TAG]
        work.act = work.new_id()
        return work

    @property
    def recorded_at(self) -> str:
        """Audit time as ISO text with its offset, to the second."""
        return self.at.isoformat(timespec="seconds")

    def new_id(self) -> str:
        """The next id of this device."""
        made = make_id(self._tag, self._next)
        self._next += 1
        return made

    def put(self, row: Synced, data: Mapping[str, Any], base_revision: int = 0) -> str:
        """Write ``row`` as the revision after ``base_revision`` together with its change.

        Args:
            row: a synced row; its revision, change id and audit time are set here.
            data: the change's payload, what the township will read.
            base_revision: 0 for a new row, else the revision the doctor saw.

        Returns:
            The change's id.

        Raises:
            Refused: ``stale`` when somebody saved a newer revision meanwhile.
        """
        kind = type(row)
        change_id = self.new_id()
        row.revision = base_revision + 1
        row.change_id = change_id
        row.recorded_at = self.recorded_at
        if base_revision == 0:
            self.session.add(row)
        else:
            current = self.session.get(kind, row.id)
            if current is None or current.revision != base_revision:
                raise Refused("stale", "这份资料刚刚在别处改过，请重新打开再改。您填的内容还在草稿里。")
            for name in kind.model_fields:
                setattr(current, name, getattr(row, name))
        if row.id in self.answering:
            data = {**data, ANSWERS: self.answering[row.id]}
        self.session.add(
            ChangeRow(
                id=change_id,
                act=self.act,
                entity=row.entity(),
                entity_id=row.id,
                revision=row.revision,
                base_revision=base_revision,
                recorded_at=self.recorded_at,
                recorded_by=self.by,
                payload=compact(data),
            )
        )
        self.touched.append(change_id)
        return change_id

    def finish(self, count_begins: bool) -> None:
        """Store the counter, and whether the log is counted from now on; called by `Store.act` before the commit."""
        counter = self.session.get(Meta, COUNTER)
        if counter is None:
            raise LookupError(COUNTER)
        counter.value = str(self._next)
        if count_begins:
            self.session.merge(Meta(key=COUNTED, value=self._tag))
