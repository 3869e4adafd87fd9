"""The fifth schema: records the township owns, and which revision each clinic has been told."""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE owned_record (entity TEXT NOT NULL, id TEXT NOT NULL, revision BIGINT NOT NULL, data TEXT NOT NULL,
        everybody BIGINT NOT NULL, written_at TEXT NOT NULL, written_by TEXT NOT NULL, PRIMARY KEY (entity, id))""",
    """CREATE TABLE told (entity TEXT NOT NULL, id TEXT NOT NULL, clinic_id TEXT NOT NULL REFERENCES clinic (id),
        revision BIGINT NOT NULL, PRIMARY KEY (entity, id, clinic_id),
        FOREIGN KEY (entity, id) REFERENCES owned_record (entity, id))""",
)
