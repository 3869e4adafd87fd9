"""The tenth schema: whose records are still to be looked at. Receipts do not wait for it."""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE to_look (township_id TEXT NOT NULL, resident_id TEXT NOT NULL,
        PRIMARY KEY (township_id, resident_id))""",
)
