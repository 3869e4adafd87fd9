"""The third schema: a password that somebody else chose has to be changed by its owner."""

STATEMENTS: tuple[str, ...] = ("ALTER TABLE staff ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0",)
