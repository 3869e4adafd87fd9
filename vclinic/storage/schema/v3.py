"""Schema 3: what the township says is kept word for word and filed by declaration; counts that need no count.

* ``notice.state``: ``filed``; ``waiting`` for the record ``waits_for`` names; ``unread``, for a later program.
* ``announcement`` is the township's, one row a record at its newest revision, with the notice that brought it;
  ``announcement_read`` is the clinic's answer.
* ``unanswered`` are the changes without a receipt, ``change_tally`` how many changes are in each state; triggers keep
  both in the transaction that changes either.
* What is no day is refused where drugs expire and move: a column's check lets pass what SQLite's date() has no answer
  for.

The change log stays as it is. Of notices other than verdicts the programs before kept a husk only: they are let go and
the cursor goes back before the first of them, so that the township tells them again.
"""

from vclinic.storage.schema.pieces import synced, told

_NOTICE = [
    """UPDATE meta SET value = CAST(min(CAST(value AS INTEGER), (SELECT min(seq) FROM notice WHERE kind <> 'verdict') - 1)
        AS TEXT) WHERE key = 'notice_cursor' AND EXISTS (SELECT 1 FROM notice WHERE kind <> 'verdict')""",
    "DELETE FROM notice WHERE kind <> 'verdict'",
    """ALTER TABLE notice ADD COLUMN state TEXT NOT NULL DEFAULT 'filed'
        CHECK (state IN ('filed', 'waiting', 'unread'))""",
    "ALTER TABLE notice ADD COLUMN waits_for TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX notice_not_filed ON notice (state, seq) WHERE state <> 'filed'",
    """CREATE TRIGGER notice_stays BEFORE UPDATE OF seq, kind, payload, received_at ON notice
        BEGIN SELECT RAISE(ABORT, 'notices are never edited'); END""",
    """CREATE TRIGGER notice_is_kept BEFORE DELETE ON notice
        BEGIN SELECT RAISE(ABORT, 'notices are never deleted'); END""",
]

_ANNOUNCEMENTS = [
    *told(
        "announcement",
        "title TEXT NOT NULL, text TEXT NOT NULL, published_on TEXT NOT NULL, valid_until TEXT NOT NULL",
    ),
    *synced(
        "announcement_read",
        """announcement_id TEXT NOT NULL UNIQUE REFERENCES announcement (id), announcement_revision INTEGER NOT NULL,
        read_on TEXT NOT NULL, doctor_id TEXT NOT NULL, doctor_name TEXT NOT NULL""",
    ),
]


def _moved(old: str, new: str) -> str:
    """One change goes from a state to another."""
    return (
        f"UPDATE change_tally SET n = n - 1 WHERE state = {old}; "  # noqa: S608 - our own expressions
        f"UPDATE change_tally SET n = n + 1 WHERE state = {new};"
    )


_ITS_RECEIPT = "coalesce((SELECT state FROM receipt WHERE change_id = NEW.change_id), 'pending')"
_NO_VERDICT = "NOT EXISTS (SELECT 1 FROM verdict WHERE change_id = NEW.change_id)"
_COUNTED = [
    "CREATE TABLE unanswered (seq INTEGER PRIMARY KEY) STRICT",
    """INSERT INTO unanswered SELECT seq FROM change c
        WHERE NOT EXISTS (SELECT 1 FROM receipt r WHERE r.change_id = c.id)""",
    "CREATE TABLE change_tally (state TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """INSERT INTO change_tally SELECT s.state, count(c.id) FROM (SELECT 'pending' AS state UNION SELECT 'stored'
        UNION SELECT 'refused' UNION SELECT 'returned' UNION SELECT 'accepted') s
        LEFT JOIN change_state c ON c.state = s.state GROUP BY s.state""",
    """CREATE TRIGGER change_is_counted AFTER INSERT ON change BEGIN
        INSERT INTO unanswered (seq) VALUES (NEW.seq);
        UPDATE change_tally SET n = n + 1 WHERE state = 'pending'; END""",
    f"""CREATE TRIGGER receipt_answers AFTER INSERT ON receipt BEGIN
        DELETE FROM unanswered WHERE seq = (SELECT seq FROM change WHERE id = NEW.change_id);
        UPDATE change_tally SET n = n - 1 WHERE state = 'pending' AND {_NO_VERDICT};
        UPDATE change_tally SET n = n + 1 WHERE state = NEW.state AND {_NO_VERDICT}; END""",  # noqa: S608
    f"""CREATE TRIGGER receipt_is_counted AFTER UPDATE OF state ON receipt WHEN {_NO_VERDICT} BEGIN
        {_moved("OLD.state", "NEW.state")} END""",
    f"""CREATE TRIGGER verdict_is_counted AFTER INSERT ON verdict BEGIN
        {_moved(_ITS_RECEIPT, "NEW.state")} END""",
    f"""CREATE TRIGGER verdict_is_counted_again AFTER UPDATE OF state ON verdict BEGIN
        {_moved("OLD.state", "NEW.state")} END""",
    """CREATE TRIGGER verdict_is_kept BEFORE DELETE ON verdict
        BEGIN SELECT RAISE(ABORT, 'verdicts are never deleted'); END""",
]

_DAYS = [
    f"""CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} WHEN NEW.{column} IS NOT date(NEW.{column})
        BEGIN SELECT RAISE(ABORT, '{table}.{column} is no day'); END"""
    for table, name, verb, column in (
        ("batch", "expires_on_a_day", "INSERT", "expires_on"),
        ("batch", "goes_on_expiring_on_a_day", "UPDATE", "expires_on"),
        ("stock_movement", "is_of_a_day", "INSERT", "moved_on"),
    )
]

STATEMENTS: list[str] = [*_NOTICE, *_ANNOUNCEMENTS, *_COUNTED, *_DAYS]
