"""The sixth schema: how far each device has counted its requests, so that one that comes again is recognised."""

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE device ADD COLUMN protocol BIGINT NOT NULL DEFAULT 1",
    "ALTER TABLE device ADD COLUMN generation TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE device ADD COLUMN last_round BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE device ADD COLUMN last_seal TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE device ADD COLUMN former_generations TEXT NOT NULL DEFAULT ''",
)
