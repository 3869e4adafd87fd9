"""Which table keeps a kind of record: residents and visits have columns to be asked by, everything else is kept by
kind and id."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from sync.server.database.tables import FollowUpMirror, Mirror, ResidentMirror

MirrorRow = ResidentMirror | FollowUpMirror | Mirror
_OWN_TABLE: dict[str, type[ResidentMirror] | type[FollowUpMirror]] = {
    "resident": ResidentMirror,
    "follow_up": FollowUpMirror,
}


def table_of(entity: str) -> type[ResidentMirror] | type[FollowUpMirror] | type[Mirror]:
    """The table a kind of record is kept in."""
    return _OWN_TABLE.get(entity, Mirror)


def rows_about(session: Session, entity: str, resident_ids: Sequence[str]) -> list[MirrorRow]:
    """The records of a kind about some residents, as they were last sent, in the order they were recorded."""
    kept = table_of(entity)
    if kept is ResidentMirror:
        return list(session.exec(select(ResidentMirror).where(col(ResidentMirror.id).in_(resident_ids))))
    if kept is FollowUpMirror:
        visits = select(FollowUpMirror).where(col(FollowUpMirror.resident_id).in_(resident_ids))
        return list(session.exec(visits.order_by(FollowUpMirror.recorded_at, FollowUpMirror.id)))
    wanted = select(Mirror).where(Mirror.entity == entity, col(Mirror.resident_id).in_(resident_ids))
    return list(session.exec(wanted.order_by(Mirror.recorded_at, Mirror.id)))


def row_of(session: Session, entity: str, key: str) -> MirrorRow | None:
    """One record as it was last sent."""
    kept = table_of(entity)
    return session.get(kept, (entity, key) if kept is Mirror else key)
