"""PostgreSQL keeps no NUL character in a text. What a clinic sent is kept word for word as JSON, which spells it out; in
the columns beside it a sign stands in its place, so that one odd character never stops a batch."""

from psycopg.adapt import Buffer
from psycopg.types.string import StrDumperUnknown

from sync.server.database.bulk import SIGN


class TextWithoutNul(StrDumperUnknown):
    """Writes a text as the driver does, but for NUL."""

    def dump(self, obj: str) -> Buffer | None:
        """The text as it goes to the server."""
        return super().dump(obj.replace("\0", SIGN))
