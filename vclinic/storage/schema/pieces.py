"""What the tables of every schema are made of. Past schemas are made of these too, so what stands here stays as it is."""

_STAMP = "revision INTEGER NOT NULL CHECK (revision >= 1), change_id TEXT NOT NULL, recorded_at TEXT NOT NULL"
_ITS_CHANGE = (
    "FOREIGN KEY (change_id, entity, id, revision) REFERENCES change (id, entity, entity_id, revision) "
    "DEFERRABLE INITIALLY DEFERRED"
)


def synced_table(name: str, columns: str, constraints: str = "", *, made_as: str = "") -> str:
    """A table whose rows carry the change that wrote them; ``made_as`` is what it is called while it is filled."""
    tail = f"{constraints}, {_ITS_CHANGE}" if constraints else _ITS_CHANGE
    kind = f"entity TEXT NOT NULL GENERATED ALWAYS AS ('{name}') VIRTUAL"
    return (
        f"CREATE TABLE {made_as or name} (id TEXT NOT NULL PRIMARY KEY, {columns}, {_STAMP}, {kind}, {tail}) "
        "STRICT, WITHOUT ROWID"
    )


def synced_triggers(name: str) -> list[str]:
    """Rows are never deleted nor replaced, and an update brings its own change."""
    return [
        # INSERT OR REPLACE deletes without a delete trigger where recursive_triggers is off
        f"""CREATE TRIGGER {name}_is_not_replaced BEFORE INSERT ON {name}
            WHEN EXISTS (SELECT 1 FROM {name} WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'rows are never replaced'); END""",  # noqa: S608 - our own names
        f"""CREATE TRIGGER {name}_needs_new_change BEFORE UPDATE ON {name}
            WHEN NEW.change_id = OLD.change_id OR NEW.revision <> OLD.revision + 1 OR NEW.id <> OLD.id
            BEGIN SELECT RAISE(ABORT, 'row without its change'); END""",
        f"""CREATE TRIGGER {name}_keeps BEFORE DELETE ON {name}
            BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END""",
    ]


def synced(name: str, columns: str, constraints: str = "") -> list[str]:
    """A synced table with its triggers."""
    return [synced_table(name, columns, constraints), *synced_triggers(name)]


def frozen(name: str, message: str) -> list[str]:
    """Triggers that refuse every update and delete."""
    return [
        f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def filled_from(name: str, made_as: str, columns: dict[str, str]) -> list[str]:
    """The rows of ``name`` copied into the table ``made_as``, which then takes its place: new column → what it is
    made from. Triggers and indexes of the former table are gone with it."""
    return [
        f"INSERT INTO {made_as} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {name}",  # noqa: S608
        f"DROP TABLE {name}",
        f"ALTER TABLE {made_as} RENAME TO {name}",
    ]


def told(name: str, columns: str) -> list[str]:
    """A table of a record the township owns: its newest revision, word for word, and the notice that brought it."""
    return [
        f"""CREATE TABLE {name} (id TEXT NOT NULL PRIMARY KEY, {columns},
            revision INTEGER NOT NULL CHECK (revision >= 1), record TEXT NOT NULL CHECK (json_valid(record)),
            notice_seq INTEGER NOT NULL REFERENCES notice (seq) DEFERRABLE INITIALLY DEFERRED) STRICT, WITHOUT ROWID""",
        f"""CREATE TRIGGER {name}_is_not_replaced BEFORE INSERT ON {name}
            WHEN EXISTS (SELECT 1 FROM {name} WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'rows are never replaced'); END""",  # noqa: S608 - our own names
        f"""CREATE TRIGGER {name}_needs_newer_revision BEFORE UPDATE ON {name}
            WHEN NEW.revision <= OLD.revision OR NEW.id <> OLD.id
            BEGIN SELECT RAISE(ABORT, 'not a newer revision'); END""",
        f"""CREATE TRIGGER {name}_keeps BEFORE DELETE ON {name}
            BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END""",
    ]
