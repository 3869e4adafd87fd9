"""The fifteenth schema: how clinics' computers stand, as they tell it."""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE device_standing (township_id TEXT NOT NULL, device_id TEXT NOT NULL, unsent BIGINT NOT NULL,
        oldest_at TEXT NOT NULL, free_mb BIGINT, program TEXT NOT NULL, PRIMARY KEY (township_id, device_id))""",
)
