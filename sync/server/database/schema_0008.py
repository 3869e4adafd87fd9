"""The eighth schema: packages that came by stick, with their receipts to be fetched again."""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE package (township_id TEXT NOT NULL, id TEXT NOT NULL, part BIGINT NOT NULL, device_id TEXT NOT NULL
        REFERENCES device (id), clinic_id TEXT NOT NULL REFERENCES clinic (id), changes BIGINT NOT NULL,
        stored BIGINT NOT NULL, duplicate BIGINT NOT NULL, refused BIGINT NOT NULL, more BIGINT NOT NULL,
        made_at TEXT NOT NULL, received_at TEXT NOT NULL, received_by TEXT NOT NULL, times BIGINT NOT NULL,
        receipts TEXT NOT NULL, PRIMARY KEY (township_id, id, part))""",
    "CREATE INDEX package_newest ON package (township_id, received_at)",
)
