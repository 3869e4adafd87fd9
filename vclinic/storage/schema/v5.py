"""The fifth schema: receipts can be taken back when the township came back from a backup and no longer knows a change.

``taken_back`` says which changes that was and when; only theirs may go, with the verdict that hung on them (its notice
stays, word for word). The change waits again. The change log stays as it is.
"""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE taken_back (change_id TEXT NOT NULL PRIMARY KEY REFERENCES change (id), at TEXT NOT NULL)
        STRICT, WITHOUT ROWID""",
    "DROP TRIGGER receipt_is_kept",
    """CREATE TRIGGER receipt_is_kept BEFORE DELETE ON receipt
        WHEN NOT EXISTS (SELECT 1 FROM taken_back WHERE change_id = OLD.change_id)
        BEGIN SELECT RAISE(ABORT, 'receipts are never deleted'); END""",
    "DROP TRIGGER verdict_is_kept",
    """CREATE TRIGGER verdict_is_kept BEFORE DELETE ON verdict
        WHEN NOT EXISTS (SELECT 1 FROM taken_back WHERE change_id = OLD.change_id)
        BEGIN SELECT RAISE(ABORT, 'verdicts are never deleted'); END""",
    """CREATE TRIGGER verdict_is_taken_back AFTER DELETE ON verdict BEGIN
        UPDATE change_tally SET n = n - 1 WHERE state = OLD.state;
        UPDATE change_tally SET n = n + 1
            WHERE state = coalesce((SELECT state FROM receipt WHERE change_id = OLD.change_id), 'pending'); END""",
    """CREATE TRIGGER receipt_is_taken_back AFTER DELETE ON receipt BEGIN
        INSERT OR IGNORE INTO unanswered (seq) SELECT seq FROM change WHERE id = OLD.change_id;
        UPDATE change_tally SET n = n - 1 WHERE state = OLD.state
            AND NOT EXISTS (SELECT 1 FROM verdict WHERE change_id = OLD.change_id);
        UPDATE change_tally SET n = n + 1 WHERE state = 'pending'
            AND NOT EXISTS (SELECT 1 FROM verdict WHERE change_id = OLD.change_id); END""",
)
