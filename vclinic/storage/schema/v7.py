"""The seventh schema: of a record that two computers changed, the version that the township took and this computer did not
write, with the change of ours that stands against it. ``answered_by`` names the change in which a person answered; the
row stays, so that the version set aside can be read. The change log stays as it is."""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE other_version (
        notice_seq INTEGER NOT NULL PRIMARY KEY, change_id TEXT NOT NULL REFERENCES change (id),
        entity TEXT NOT NULL, entity_id TEXT NOT NULL, revision INTEGER NOT NULL,
        other TEXT NOT NULL CHECK (json_valid(other)), between_them TEXT NOT NULL CHECK (json_valid(between_them)),
        who TEXT NOT NULL, received_at TEXT NOT NULL, skew_seconds INTEGER NOT NULL,
        answered_by TEXT NOT NULL DEFAULT '') STRICT""",
    "CREATE INDEX other_version_of ON other_version (entity_id)",
    "CREATE INDEX other_version_open ON other_version (notice_seq) WHERE answered_by = ''",
)
