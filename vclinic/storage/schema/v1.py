"""Schema 1. What the program promises, the database enforces:

* a synced row without its change is refused: (change_id, entity, id, revision) is a deferred foreign key into the log,
  and a trigger refuses an update that keeps the old change;
* rows are never deleted nor replaced, whatever the connection's pragmas; the log is never edited and has no gaps;
* stock is a ledger of whole units that never goes below zero and from which no expired batch is dispensed; each entry
  says what its document says, once; a prescription is dispensed once and a dispensing taken back once;
* what the township stored stays stored.
"""

from vclinic.storage.schema.pieces import frozen, synced

_RESIDENT = """
    name TEXT NOT NULL, archive_no TEXT NOT NULL, sex_code TEXT NOT NULL, birth_date TEXT NOT NULL,
    id_type TEXT NOT NULL, id_no TEXT NOT NULL, id_missing_reason TEXT NOT NULL, employer TEXT NOT NULL,
    phone TEXT NOT NULL, contact_name TEXT NOT NULL, contact_phone TEXT NOT NULL, address TEXT NOT NULL,
    village_group TEXT NOT NULL, household_id TEXT NOT NULL, household_head TEXT NOT NULL,
    relation_code TEXT NOT NULL, residence_type TEXT NOT NULL, ethnic_code TEXT NOT NULL,
    abo_code TEXT NOT NULL, rh_code TEXT NOT NULL, education_code TEXT NOT NULL,
    occupation_code TEXT NOT NULL, marital_code TEXT NOT NULL,
    payment_codes TEXT NOT NULL CHECK (json_valid(payment_codes)), payment_other TEXT NOT NULL,
    drug_allergy_codes TEXT NOT NULL CHECK (json_valid(drug_allergy_codes)), drug_allergy_other TEXT NOT NULL,
    exposure_codes TEXT NOT NULL CHECK (json_valid(exposure_codes)),
    past_diseases TEXT NOT NULL CHECK (json_valid(past_diseases)),
    surgeries TEXT NOT NULL CHECK (json_valid(surgeries)), traumas TEXT NOT NULL CHECK (json_valid(traumas)),
    transfusions TEXT NOT NULL CHECK (json_valid(transfusions)),
    family_father TEXT NOT NULL CHECK (json_valid(family_father)),
    family_mother TEXT NOT NULL CHECK (json_valid(family_mother)),
    family_sibling TEXT NOT NULL CHECK (json_valid(family_sibling)),
    family_child TEXT NOT NULL CHECK (json_valid(family_child)), genetic_disease TEXT NOT NULL,
    disability_codes TEXT NOT NULL CHECK (json_valid(disability_codes)), disability_other TEXT NOT NULL,
    kitchen_exhaust TEXT NOT NULL, fuel_type TEXT NOT NULL, water_source TEXT NOT NULL,
    toilet_type TEXT NOT NULL, livestock_pen TEXT NOT NULL, status TEXT NOT NULL, closed_on TEXT,
    closed_reason TEXT NOT NULL, extra TEXT NOT NULL CHECK (json_valid(extra))
"""

STATEMENTS: list[str] = [
    "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # the log
    """CREATE TABLE change (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        act TEXT NOT NULL,
        entity TEXT NOT NULL,
        entity_id TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1),
        base_revision INTEGER NOT NULL CHECK (base_revision = revision - 1),
        recorded_at TEXT NOT NULL,
        recorded_by TEXT NOT NULL,
        payload TEXT NOT NULL CHECK (json_valid(payload)),
        UNIQUE (id, entity, entity_id, revision),
        UNIQUE (id, entity_id),
        UNIQUE (entity_id, revision)) STRICT""",
    *frozen("change", "the log is never edited"),
    """CREATE TRIGGER change_is_not_replaced BEFORE INSERT ON change WHEN EXISTS (SELECT 1 FROM change
            WHERE seq = NEW.seq OR id = NEW.id OR (entity_id = NEW.entity_id AND revision = NEW.revision))
        BEGIN SELECT RAISE(ABORT, 'the log is never edited'); END""",
    """CREATE TRIGGER change_has_its_base BEFORE INSERT ON change WHEN NEW.base_revision > 0 AND NOT EXISTS
            (SELECT 1 FROM change WHERE entity_id = NEW.entity_id AND revision = NEW.base_revision)
        BEGIN SELECT RAISE(ABORT, 'change without its base'); END""",
    """CREATE TABLE receipt (
        change_id TEXT NOT NULL PRIMARY KEY REFERENCES change (id),
        state TEXT NOT NULL CHECK (state IN ('stored', 'refused')),
        code TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL, received_at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt WHEN OLD.state = 'stored'
        BEGIN SELECT RAISE(ABORT, 'stored stays stored'); END""",
    """CREATE TRIGGER receipt_is_kept BEFORE DELETE ON receipt
        BEGIN SELECT RAISE(ABORT, 'receipts are never deleted'); END""",
    """CREATE TABLE verdict (
        change_id TEXT NOT NULL PRIMARY KEY REFERENCES change (id),
        state TEXT NOT NULL CHECK (state IN ('returned', 'accepted')),
        remarks TEXT NOT NULL CHECK (json_valid(remarks)), general TEXT NOT NULL, deadline TEXT,
        reviewer TEXT NOT NULL, decided_at TEXT NOT NULL, notice_seq INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE notice (
        seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL CHECK (json_valid(payload)),
        received_at TEXT NOT NULL) STRICT""",
    """CREATE VIEW change_state AS
        SELECT c.seq, c.id, c.act, c.entity, c.entity_id, c.revision, c.recorded_at, c.recorded_by,
               coalesce(v.state, r.state, 'pending') AS state,
               coalesce(r.code, '') AS code, coalesce(r.field, '') AS field, coalesce(r.text, '') AS text,
               NOT EXISTS (SELECT 1 FROM change l WHERE l.entity_id = c.entity_id AND l.revision > c.revision) AS latest
        FROM change c LEFT JOIN receipt r ON r.change_id = c.id LEFT JOIN verdict v ON v.change_id = c.id""",
    # people
    *synced("doctor", "name TEXT NOT NULL, login TEXT NOT NULL"),
    *synced("resident", _RESIDENT),
    "CREATE UNIQUE INDEX resident_id_no ON resident (id_no) WHERE id_no <> ''",
    "CREATE INDEX resident_household ON resident (household_id)",
    "CREATE INDEX resident_head ON resident (household_head)",
    """CREATE TABLE name_key (key TEXT NOT NULL, resident_id TEXT NOT NULL, rank INTEGER NOT NULL,
        PRIMARY KEY (key, resident_id)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX name_key_resident ON name_key (resident_id)",
    "CREATE TABLE number_row (n INTEGER PRIMARY KEY, resident_id TEXT NOT NULL UNIQUE) STRICT",
    "CREATE VIRTUAL TABLE number_index USING fts5(numbers, tokenize='trigram', content='', contentless_delete=1)",
    "CREATE TABLE seen (resident_id TEXT NOT NULL PRIMARY KEY, seen_at TEXT NOT NULL) STRICT, WITHOUT ROWID",
    *synced(
        "enrolment",
        """resident_id TEXT NOT NULL REFERENCES resident (id), disease TEXT NOT NULL, enrolled_on TEXT NOT NULL,
        confirmed_on TEXT, height_cm REAL, ended_on TEXT, ended_reason TEXT NOT NULL""",
        "UNIQUE (resident_id, disease)",
    ),
    # visits and prescriptions
    *synced(
        "follow_up",
        """resident_id TEXT NOT NULL REFERENCES resident (id), disease TEXT NOT NULL, form_id TEXT NOT NULL,
        form_version INTEGER NOT NULL, visited_on TEXT NOT NULL, visit_way TEXT NOT NULL, sbp INTEGER, dbp INTEGER,
        weight_kg REAL, adr TEXT NOT NULL, visit_class TEXT NOT NULL, bp_satisfied INTEGER, action TEXT NOT NULL,
        next_visit_on TEXT, status TEXT NOT NULL CHECK (status IN ('valid', 'void')), rule_set_id TEXT NOT NULL,
        record TEXT NOT NULL CHECK (json_valid(record)), assessment TEXT NOT NULL CHECK (json_valid(assessment)),
        overrules TEXT NOT NULL CHECK (json_valid(overrules)), reasons TEXT NOT NULL CHECK (json_valid(reasons)),
        carried TEXT NOT NULL CHECK (json_valid(carried)), entry_seconds INTEGER NOT NULL, key_actions INTEGER NOT NULL,
        doctor_id TEXT NOT NULL, doctor_name TEXT NOT NULL""",
    ),
    "CREATE INDEX follow_up_resident ON follow_up (resident_id, disease, visited_on DESC)",
    "CREATE INDEX follow_up_day ON follow_up (visited_on)",
    *synced(
        "prescription",
        """resident_id TEXT NOT NULL REFERENCES resident (id), follow_up_id TEXT NOT NULL REFERENCES follow_up (id),
        diseases TEXT NOT NULL, issued_on TEXT NOT NULL, review_on TEXT NOT NULL, version INTEGER NOT NULL,
        supersedes TEXT NOT NULL, rule_set_id TEXT NOT NULL, record TEXT NOT NULL CHECK (json_valid(record)),
        doctor_id TEXT NOT NULL, doctor_name TEXT NOT NULL""",
    ),
    "CREATE INDEX prescription_resident ON prescription (resident_id, version DESC)",
    "CREATE INDEX prescription_day ON prescription (issued_on)",
    # the stock
    *synced(
        "batch",
        """drug_id TEXT NOT NULL, drug_name TEXT NOT NULL, base_unit TEXT NOT NULL, batch_no TEXT NOT NULL,
        expires_on TEXT NOT NULL CHECK (expires_on = date(expires_on)), cost INTEGER NOT NULL CHECK (cost >= 0),
        price INTEGER NOT NULL CHECK (price = cost)""",
    ),
    "CREATE INDEX batch_drug ON batch (drug_id, expires_on)",
    *synced(
        "stock_entry",
        """batch_id TEXT NOT NULL REFERENCES batch (id), kind TEXT NOT NULL CHECK (kind IN ('receive', 'adjust')),
        quantity INTEGER NOT NULL CHECK (quantity <> 0), moved_on TEXT NOT NULL, reason TEXT NOT NULL""",
    ),
    *synced(
        "dispensing",
        """resident_id TEXT NOT NULL REFERENCES resident (id), prescription_id TEXT NOT NULL REFERENCES prescription (id),
        kind TEXT NOT NULL CHECK (kind IN ('dispense', 'reversal')), reverses TEXT REFERENCES dispensing (id) UNIQUE,
        dispensed_on TEXT NOT NULL, total INTEGER NOT NULL, record TEXT NOT NULL CHECK (json_valid(record)),
        doctor_id TEXT NOT NULL, doctor_name TEXT NOT NULL""",
        "CHECK ((kind = 'reversal') = (reverses IS NOT NULL))",
    ),
    "CREATE INDEX dispensing_resident ON dispensing (resident_id, dispensed_on DESC)",
    "CREATE INDEX dispensing_prescription ON dispensing (prescription_id)",
    """CREATE TRIGGER dispensing_once BEFORE INSERT ON dispensing WHEN NEW.kind = 'dispense' AND EXISTS (
            SELECT 1 FROM dispensing d WHERE d.prescription_id = NEW.prescription_id AND d.kind = 'dispense'
            AND NOT EXISTS (SELECT 1 FROM dispensing r WHERE r.reverses = d.id))
        BEGIN SELECT RAISE(ABORT, 'already dispensed'); END""",
    """CREATE TRIGGER dispensing_takes_back_a_dispensing BEFORE INSERT ON dispensing WHEN NEW.kind = 'reversal' AND
            NOT EXISTS (SELECT 1 FROM dispensing d WHERE d.id = NEW.reverses AND d.kind = 'dispense'
            AND d.prescription_id = NEW.prescription_id AND d.resident_id = NEW.resident_id)
        BEGIN SELECT RAISE(ABORT, 'not a dispensing'); END""",
    """CREATE TABLE stock_movement (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        batch_id TEXT NOT NULL REFERENCES batch (id),
        kind TEXT NOT NULL CHECK (kind IN ('receive', 'adjust', 'dispense', 'reversal')),
        quantity INTEGER NOT NULL CHECK (quantity <> 0),
        moved_on TEXT NOT NULL CHECK (moved_on = date(moved_on)),
        source_id TEXT NOT NULL, line_no INTEGER NOT NULL, change_id TEXT NOT NULL, recorded_at TEXT NOT NULL,
        CHECK (kind <> 'dispense' OR quantity < 0),
        CHECK (kind NOT IN ('receive', 'reversal') OR quantity > 0),
        UNIQUE (source_id, line_no, batch_id),
        FOREIGN KEY (change_id, source_id) REFERENCES change (id, entity_id) DEFERRABLE INITIALLY DEFERRED) STRICT""",
    "CREATE INDEX stock_movement_batch ON stock_movement (batch_id, quantity)",
    *frozen("stock_movement", "the ledger is never edited"),
    # one trigger, for several would fire in no promised order
    """CREATE TRIGGER stock_movement_holds BEFORE INSERT ON stock_movement BEGIN SELECT CASE
        WHEN EXISTS (SELECT 1 FROM stock_movement WHERE seq = NEW.seq) THEN RAISE(ABORT, 'the ledger is never edited')
        WHEN NEW.kind = 'dispense' AND (NEW.moved_on > (SELECT expires_on FROM batch WHERE id = NEW.batch_id)
            OR NEW.moved_on <> substr(NEW.recorded_at, 1, 10)) THEN RAISE(ABORT, 'expired batch')
        WHEN NEW.quantity < 0 AND NEW.quantity +
            (SELECT coalesce(sum(quantity), 0) FROM stock_movement WHERE batch_id = NEW.batch_id) < 0
            THEN RAISE(ABORT, 'stock below zero')
        WHEN NEW.kind IN ('receive', 'adjust') AND NOT EXISTS (SELECT 1 FROM stock_entry WHERE id = NEW.source_id
            AND batch_id = NEW.batch_id AND kind = NEW.kind AND quantity = NEW.quantity AND change_id = NEW.change_id)
            THEN RAISE(ABORT, 'movement without its document')
        WHEN NEW.kind = 'dispense' AND NOT EXISTS (SELECT 1 FROM dispensing WHERE id = NEW.source_id
            AND kind = 'dispense' AND dispensed_on = NEW.moved_on AND change_id = NEW.change_id)
            THEN RAISE(ABORT, 'movement without its document')
        WHEN NEW.kind = 'reversal' AND NOT EXISTS (SELECT 1 FROM dispensing d JOIN stock_movement m
            ON m.source_id = d.reverses AND m.line_no = NEW.line_no AND m.batch_id = NEW.batch_id
            AND m.quantity = -NEW.quantity WHERE d.id = NEW.source_id AND d.change_id = NEW.change_id)
            THEN RAISE(ABORT, 'movement without its document')
        END; END""",
    # kept on this machine only
    """CREATE TABLE draft (kind TEXT NOT NULL, owner_id TEXT NOT NULL, content TEXT NOT NULL CHECK (json_valid(content)),
        saved_at TEXT NOT NULL, PRIMARY KEY (kind, owner_id)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sync_round (seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, ok INTEGER NOT NULL,
        pushed INTEGER NOT NULL, stored INTEGER NOT NULL, refused INTEGER NOT NULL, requests INTEGER NOT NULL,
        bytes_up INTEGER NOT NULL, bytes_down INTEGER NOT NULL, code TEXT NOT NULL) STRICT""",
]
