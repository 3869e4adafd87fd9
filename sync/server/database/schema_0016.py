"""The sixteenth schema: the township is the first part of every key and index, so that many townships may be kept in one
database and their rows lie together wherever that is, on several servers too.

Every table is made anew and filled from the one before. ``schema_step`` alone is about the database, not about a township:
where the tables are distributed it is a reference table, kept whole on every server.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, inspect, text

from sync.server.database.spelling import spoken
from sync.server.database.township_id import TOWNSHIP, draw

# table: its columns after the township, and what follows the columns
TABLES: dict[str, str] = {
    "township": "key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (township_id, key)",
    "counter": "name TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (township_id, name)",
    "clinic": """id TEXT NOT NULL, name TEXT NOT NULL, village_code TEXT NOT NULL, created_at TEXT NOT NULL,
        PRIMARY KEY (township_id, id), UNIQUE (township_id, village_code, name)""",
    "device": """id TEXT NOT NULL, clinic_id TEXT NOT NULL, public_key TEXT NOT NULL, id_tag TEXT NOT NULL,
        program TEXT NOT NULL, enrolled_at TEXT NOT NULL, revoked_at TEXT, revoked_by TEXT, last_contact_at TEXT,
        last_batch BIGINT NOT NULL, tip_hash TEXT NOT NULL, tip_prev TEXT NOT NULL, skew_seconds BIGINT NOT NULL,
        protocol BIGINT NOT NULL DEFAULT 1, generation TEXT NOT NULL DEFAULT '', last_round BIGINT NOT NULL DEFAULT 0,
        last_seal TEXT NOT NULL DEFAULT '', former_generations TEXT NOT NULL DEFAULT '',
        newest BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (township_id, id), UNIQUE (township_id, public_key), {clinic}""",
    "enrol_code": """hash TEXT NOT NULL, clinic_id TEXT NOT NULL, created_at TEXT NOT NULL, created_by TEXT NOT NULL,
        expires_at TEXT NOT NULL, used_at TEXT, device_id TEXT, PRIMARY KEY (township_id, hash), {clinic}, {device}""",
    "batch_log": """seq BIGINT NOT NULL, device_id TEXT NOT NULL, batch BIGINT NOT NULL, prev TEXT NOT NULL,
        header_hash TEXT NOT NULL, chain TEXT NOT NULL CHECK (chain IN ('ok', 'resend', 'gap')), count BIGINT NOT NULL,
        bytes BIGINT NOT NULL, made_at TEXT NOT NULL, received_at TEXT NOT NULL,
        PRIMARY KEY (township_id, seq), {device}""",
    "inbox": """change_id TEXT NOT NULL, seq BIGINT NOT NULL, clinic_id TEXT NOT NULL, device_id TEXT NOT NULL,
        entity TEXT NOT NULL, entity_id TEXT NOT NULL, revision BIGINT NOT NULL, base_revision BIGINT NOT NULL,
        recorded_at TEXT NOT NULL, recorded_by TEXT NOT NULL, payload TEXT NOT NULL, digest TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('stored', 'refused')), code TEXT NOT NULL, field TEXT NOT NULL,
        text TEXT NOT NULL, applied TEXT NOT NULL CHECK (applied IN ('yes', 'no', 'waiting')),
        waits_for TEXT NOT NULL, received_at TEXT NOT NULL, PRIMARY KEY (township_id, change_id),
        UNIQUE (township_id, seq), {clinic}, {device},
        CHECK ((state = 'refused') = (applied = 'no')), CHECK ((waits_for <> '') = (applied = 'waiting'))""",
    "resident_mirror": """id TEXT NOT NULL, clinic_id TEXT NOT NULL, revision BIGINT NOT NULL, change_id TEXT NOT NULL,
        name TEXT NOT NULL, sex_code TEXT NOT NULL, birth_date TEXT NOT NULL, id_no TEXT NOT NULL, phone TEXT NOT NULL,
        village_group TEXT NOT NULL, address TEXT NOT NULL, household_head TEXT NOT NULL, status TEXT NOT NULL,
        record TEXT NOT NULL, PRIMARY KEY (township_id, id), {clinic}, {change}""",
    "follow_up_mirror": """id TEXT NOT NULL, clinic_id TEXT NOT NULL, resident_id TEXT NOT NULL, revision BIGINT NOT NULL,
        change_id TEXT NOT NULL, disease TEXT NOT NULL, form_id TEXT NOT NULL, form_version BIGINT NOT NULL,
        visited_on TEXT NOT NULL, visit_class TEXT NOT NULL, satisfied BIGINT, status TEXT NOT NULL,
        doctor_id TEXT NOT NULL, doctor_name TEXT NOT NULL, recorded_at TEXT NOT NULL, record TEXT NOT NULL,
        measures TEXT NOT NULL DEFAULT '{{}}', summary TEXT NOT NULL DEFAULT '', PRIMARY KEY (township_id, id), {clinic},
        FOREIGN KEY (township_id, resident_id) REFERENCES resident_mirror (township_id, id), {change}""",
    "mirror": """entity TEXT NOT NULL, id TEXT NOT NULL, clinic_id TEXT NOT NULL, resident_id TEXT NOT NULL,
        revision BIGINT NOT NULL, change_id TEXT NOT NULL, recorded_at TEXT NOT NULL, record TEXT NOT NULL,
        PRIMARY KEY (township_id, entity, id), {clinic}, {change}""",
    "review": """change_id TEXT NOT NULL, entity TEXT NOT NULL, entity_id TEXT NOT NULL, resident_id TEXT NOT NULL,
        clinic_id TEXT NOT NULL, revision BIGINT NOT NULL, form_id TEXT NOT NULL, day TEXT NOT NULL,
        doctor_name TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'waiting', 'accepted', 'returned', 'superseded')),
        rank BIGINT NOT NULL, findings TEXT NOT NULL, summary TEXT NOT NULL, received_at TEXT NOT NULL,
        remarks TEXT NOT NULL, general TEXT NOT NULL, deadline TEXT, reviewer TEXT NOT NULL, decided_at TEXT,
        PRIMARY KEY (township_id, change_id), UNIQUE (township_id, entity, entity_id, revision), {clinic}, {change}""",
    "outbox": """seq BIGINT NOT NULL, clinic_id TEXT NOT NULL, payload TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (township_id, seq), {clinic}""",
    "owned_record": """entity TEXT NOT NULL, id TEXT NOT NULL, revision BIGINT NOT NULL, data TEXT NOT NULL,
        everybody BIGINT NOT NULL, written_at TEXT NOT NULL, written_by TEXT NOT NULL,
        PRIMARY KEY (township_id, entity, id)""",
    "told": """entity TEXT NOT NULL, id TEXT NOT NULL, clinic_id TEXT NOT NULL, revision BIGINT NOT NULL,
        PRIMARY KEY (township_id, entity, id, clinic_id), {clinic},
        FOREIGN KEY (township_id, entity, id) REFERENCES owned_record (township_id, entity, id)""",
    "package": """id TEXT NOT NULL, part BIGINT NOT NULL, device_id TEXT NOT NULL, clinic_id TEXT NOT NULL,
        changes BIGINT NOT NULL, stored BIGINT NOT NULL, duplicate BIGINT NOT NULL, refused BIGINT NOT NULL,
        more BIGINT NOT NULL, made_at TEXT NOT NULL, received_at TEXT NOT NULL, received_by TEXT NOT NULL,
        times BIGINT NOT NULL, receipts TEXT NOT NULL, PRIMARY KEY (township_id, id, part), {device}, {clinic}""",
    "to_look": "resident_id TEXT NOT NULL, PRIMARY KEY (township_id, resident_id)",
    "device_standing": """device_id TEXT NOT NULL, unsent BIGINT NOT NULL, oldest_at TEXT NOT NULL, free_mb BIGINT,
        program TEXT NOT NULL, PRIMARY KEY (township_id, device_id)""",
    "staff": """id TEXT NOT NULL, login TEXT NOT NULL, name TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('reviewer', 'administrator')), password TEXT NOT NULL, disabled_at TEXT,
        created_at TEXT NOT NULL, must_change BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (township_id, id),
        UNIQUE (township_id, login)""",
    "login_session": """hash TEXT NOT NULL, staff_id TEXT NOT NULL, csrf TEXT NOT NULL, created_at TEXT NOT NULL,
        seen_at TEXT NOT NULL, PRIMARY KEY (township_id, hash),
        FOREIGN KEY (township_id, staff_id) REFERENCES staff (township_id, id)""",
    "login_failure": """login TEXT NOT NULL, count BIGINT NOT NULL, last_at TEXT NOT NULL,
        PRIMARY KEY (township_id, login)""",
    "audit": """seq BIGINT NOT NULL, at TEXT NOT NULL, staff_id TEXT NOT NULL, login TEXT NOT NULL, act TEXT NOT NULL,
        entity TEXT NOT NULL, entity_id TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (township_id, seq)""",
}
_REFERENCES = {
    "clinic": "FOREIGN KEY (township_id, clinic_id) REFERENCES clinic (township_id, id)",
    "device": "FOREIGN KEY (township_id, device_id) REFERENCES device (township_id, id)",
    "change": "FOREIGN KEY (township_id, change_id) REFERENCES inbox (township_id, change_id)",
}
# index: what it is of after the township, and what follows
INDEXES: Mapping[str, tuple[str, str, str]] = {
    "clinic_name": ("clinic", "name", ""),
    "batch_log_device": ("batch_log", "device_id, seq", ""),
    "inbox_record": ("inbox", "entity_id, revision", ""),
    "inbox_waiting": ("inbox", "waits_for", "WHERE waits_for <> ''"),
    "inbox_clinic": ("inbox", "clinic_id, state", ""),
    "inbox_pace": ("inbox", "clinic_id, recorded_by, recorded_at", "WHERE entity = 'follow_up' AND revision = 1"),
    "inbox_waiting_clinic": ("inbox", "clinic_id", "WHERE applied = 'waiting'"),
    "inbox_of_clinic": ("inbox", "clinic_id, seq", ""),
    "inbox_refused": ("inbox", "seq", "WHERE state = 'refused'"),
    "inbox_held": ("inbox", "seq", "WHERE applied = 'waiting'"),
    "resident_name": ("resident_mirror", "name", ""),
    "resident_clinic": ("resident_mirror", "clinic_id", ""),
    "resident_search": (
        "resident_mirror", "name, id, clinic_id, id_no, phone, village_group, household_head, address", "",
    ),
    "follow_up_resident": ("follow_up_mirror", "resident_id, visited_on", ""),
    "mirror_resident": ("mirror", "resident_id, entity", ""),
    "mirror_id": ("mirror", "id", ""),
    "review_queue": ("review", "rank, received_at, change_id", "WHERE state = 'waiting'"),
    "review_waiting_clinic": ("review", "clinic_id", "WHERE state = 'waiting'"),
    "review_returned": ("review", "deadline, change_id", "WHERE state = 'returned'"),
    "review_resident": ("review", "resident_id", ""),
    "review_listed": ("review", "state DESC, rank, received_at, change_id, clinic_id", ""),
    "review_answered": ("review", "clinic_id", "WHERE state = 'waiting' AND decided_at IS NOT NULL"),
    "review_doctors": ("review", "doctor_name", "WHERE state <> 'open'"),
    "review_forms": ("review", "form_id", "WHERE state <> 'open'"),
    "review_waiting_choices": ("review", "doctor_name, form_id", "WHERE state = 'waiting'"),
    "review_found": ("review", "findings", "WHERE state = 'waiting' AND findings <> '[]'"),
    "outbox_clinic": ("outbox", "clinic_id, seq", ""),
    "package_newest": ("package", "received_at", ""),
    "audit_record": ("audit", "entity_id, seq", ""),
}  # fmt: skip
UNIQUE_INDEXES: Mapping[str, tuple[str, str, str]] = {
    "review_one_waiting": ("review", "entity, entity_id", "WHERE state IN ('open', 'waiting')"),
}


def rebuild(connection: Connection) -> None:
    """The step. Whose rows they are is said by the connection's option ``township``, or drawn."""
    engine = connection.dialect.name
    named = connection.execute(text("SELECT value FROM township WHERE key = 'name'")).scalar() is not None
    township = connection.get_execution_options().get(TOWNSHIP) or draw()
    columns = {name: [column["name"] for column in inspect(connection).get_columns(name)] for name in TABLES}
    for name in (*INDEXES, *UNIQUE_INDEXES):
        connection.execute(text(f"DROP INDEX {name}"))
    for name in TABLES:
        connection.execute(text(f"ALTER TABLE {name} RENAME TO before_{name}"))
    for name, declared in TABLES.items():
        made = f"CREATE TABLE {name} (township_id TEXT NOT NULL, {declared.format(**_REFERENCES)})"
        connection.execute(text(spoken(made, engine)))
        listed = ", ".join(f'"{column}"' for column in columns[name] if column != "township_id")
        connection.execute(
            text(f"INSERT INTO {name} (township_id, {listed}) SELECT :township, {listed} FROM before_{name}"),  # noqa: S608
            {"township": township},
        )
    kept = _not_overwritten(connection)
    for name in reversed(TABLES):
        connection.execute(text(f"DROP TABLE before_{name}"))
    if kept is not None:
        connection.execute(text(f"PRAGMA secure_delete = {kept}"))
    for unique, indexes in (("", INDEXES), ("UNIQUE ", UNIQUE_INDEXES)):
        for name, (table, of, where) in indexes.items():
            connection.execute(text(f"CREATE {unique}INDEX {name} ON {table} (township_id, {of}) {where}"))
    if not named:  # nobody's yet: the epoch that a step before drew is nobody's either
        connection.execute(text("DELETE FROM township"))


def _not_overwritten(connection: Connection) -> int | None:
    """SQLCipher writes zeros over what is dropped: of all tables, as much again as there is, in a file where none of it
    can be read without the key. Returns how it was set; None for PostgreSQL."""
    if connection.dialect.name != "sqlite":
        return None
    kept = int(connection.execute(text("PRAGMA secure_delete")).scalar_one())
    connection.execute(text("PRAGMA secure_delete = OFF"))
    return kept
