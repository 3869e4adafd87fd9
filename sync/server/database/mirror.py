"""Which table keeps a kind of record: residents and visits have columns to be asked by, everything else is kept by
kind and id."""

from sync.server.database.tables import FollowUpMirror, Mirror, ResidentMirror

MirrorRow = ResidentMirror | FollowUpMirror | Mirror
_OWN_TABLE: dict[str, type[ResidentMirror] | type[FollowUpMirror]] = {
    "resident": ResidentMirror,
    "follow_up": FollowUpMirror,
}


def table_of(entity: str) -> type[ResidentMirror] | type[FollowUpMirror] | type[Mirror]:
    """The table a kind of record is kept in."""
    return _OWN_TABLE.get(entity, Mirror)
