"""Schema 2: a follow-up of any disease, a prescription for any reason, kinds of stock movement that can grow, and who
is under whose care (see `v2_care`). What schema 1 promises stays promised.

* ``follow_up`` keeps what every disease has; ``measures`` are the figures its disease is followed by, by field.
* ``prescription.reasons`` are [[kind, id], …]: what it was drawn up for, the first one in ``reason_kind, reason_id``.
* ``on_hand`` is the ledger's sum of each batch, kept by a trigger.
* ``movement_kind`` lists the kinds of stock movement: which way they go (``sign``, 0 for both), the record that is
  their document, and whether an expired batch is refused. A new kind is a row and a trigger on what its document says.

The change log is left as it is: nothing is written to it, nothing is sent again.
"""

from vclinic.storage.schema import v2_care
from vclinic.storage.schema.pieces import filled_from, frozen, synced_table, synced_triggers

_STAMP = {name: name for name in ("id", "revision", "change_id", "recorded_at")}


def _same(names: str) -> dict[str, str]:
    return {name: name for name in names.split()} | _STAMP


_FOLLOW_UP = [
    synced_table(
        "follow_up",
        """resident_id TEXT NOT NULL REFERENCES resident (id), disease TEXT NOT NULL, form_id TEXT NOT NULL,
        form_version INTEGER NOT NULL, visited_on TEXT NOT NULL, visit_way TEXT NOT NULL, visit_class TEXT NOT NULL,
        satisfied INTEGER CHECK (satisfied IN (0, 1)), action TEXT NOT NULL, next_visit_on TEXT,
        status TEXT NOT NULL CHECK (status IN ('valid', 'void')), summary TEXT NOT NULL,
        measures TEXT NOT NULL CHECK (json_valid(measures)), rule_set_id TEXT NOT NULL,
        record TEXT NOT NULL CHECK (json_valid(record)), assessment TEXT NOT NULL CHECK (json_valid(assessment)),
        overrules TEXT NOT NULL CHECK (json_valid(overrules)), reasons TEXT NOT NULL CHECK (json_valid(reasons)),
        carried TEXT NOT NULL CHECK (json_valid(carried)), entry_seconds INTEGER NOT NULL, key_actions INTEGER NOT NULL,
        doctor_id TEXT NOT NULL, doctor_name TEXT NOT NULL""",
        made_as="follow_up_2",
    ),
    *filled_from(
        "follow_up",
        "follow_up_2",
        _same(
            "resident_id disease form_id form_version visited_on visit_way visit_class action next_visit_on status "
            "rule_set_id record assessment overrules reasons carried entry_seconds key_actions doctor_id doctor_name"
        )
        | {
            "satisfied": "bp_satisfied",
            "summary": "coalesce(sbp || '/' || dbp, '')",
            "measures": "json_patch('{}', json_object('sbp', sbp, 'dbp', dbp))",  # without what is not there
        },
    ),
    *synced_triggers("follow_up"),
    "CREATE INDEX follow_up_resident ON follow_up (resident_id, disease, visited_on DESC, id DESC, status)",
    "CREATE INDEX follow_up_day ON follow_up (visited_on)",
    "CREATE INDEX follow_up_change ON follow_up (change_id)",
]

_ITS_VISITS = """WHEN EXISTS (SELECT 1 FROM json_each(NEW.reasons) r WHERE r.value ->> 0 = 'follow_up'
        AND NOT EXISTS (SELECT 1 FROM follow_up f WHERE f.id = r.value ->> 1))
    BEGIN SELECT RAISE(ABORT, 'prescription without its visit'); END"""
_PRESCRIPTION = [
    synced_table(
        "prescription",
        """resident_id TEXT NOT NULL REFERENCES resident (id), reasons TEXT NOT NULL CHECK (json_valid(reasons)),
        reason_kind TEXT NOT NULL GENERATED ALWAYS AS (coalesce(reasons ->> '$[0][0]', '')) VIRTUAL,
        reason_id TEXT NOT NULL GENERATED ALWAYS AS (coalesce(reasons ->> '$[0][1]', '')) VIRTUAL,
        diseases TEXT NOT NULL, issued_on TEXT NOT NULL, review_on TEXT NOT NULL, version INTEGER NOT NULL,
        supersedes TEXT NOT NULL, rule_set_id TEXT NOT NULL, record TEXT NOT NULL CHECK (json_valid(record)),
        doctor_id TEXT NOT NULL, doctor_name TEXT NOT NULL""",
        made_as="prescription_2",
    ),
    *filled_from(
        "prescription",
        "prescription_2",
        _same("resident_id diseases issued_on review_on version supersedes rule_set_id record doctor_id doctor_name")
        | {"reasons": "json_array(json_array('follow_up', follow_up_id))"},
    ),
    *synced_triggers("prescription"),
    *(
        f"CREATE TRIGGER prescription_has_its_visits_{verb.lower()} BEFORE {verb} ON prescription {_ITS_VISITS}"
        for verb in ("INSERT", "UPDATE")
    ),
    "CREATE INDEX prescription_resident ON prescription (resident_id, version DESC)",
    "CREATE INDEX prescription_day ON prescription (issued_on)",
]

_KINDS = [
    """CREATE TABLE movement_kind (kind TEXT NOT NULL PRIMARY KEY, sign INTEGER NOT NULL CHECK (sign IN (-1, 0, 1)),
        entity TEXT NOT NULL, unexpired INTEGER NOT NULL CHECK (unexpired IN (0, 1)), UNIQUE (kind, entity))
        STRICT, WITHOUT ROWID""",
    """INSERT INTO movement_kind (kind, sign, entity, unexpired) VALUES ('receive', 1, 'stock_entry', 0),
        ('adjust', 0, 'stock_entry', 0), ('dispense', -1, 'dispensing', 1), ('reversal', 1, 'dispensing', 0)""",
    *frozen("movement_kind", "kinds of movement are only added"),
    """CREATE TRIGGER movement_kind_is_not_replaced BEFORE INSERT ON movement_kind
        WHEN EXISTS (SELECT 1 FROM movement_kind WHERE kind = NEW.kind)
        BEGIN SELECT RAISE(ABORT, 'kinds of movement are only added'); END""",
]
_OF_A_KIND = "FOREIGN KEY (kind, entity) REFERENCES movement_kind (kind, entity)"

_DOCUMENTS = [
    synced_table(
        "stock_entry",
        """batch_id TEXT NOT NULL REFERENCES batch (id), kind TEXT NOT NULL,
        quantity INTEGER NOT NULL CHECK (quantity <> 0), moved_on TEXT NOT NULL, reason TEXT NOT NULL""",
        _OF_A_KIND,
        made_as="stock_entry_2",
    ),
    *filled_from("stock_entry", "stock_entry_2", _same("batch_id kind quantity moved_on reason")),
    *synced_triggers("stock_entry"),
    synced_table(
        "dispensing",
        """resident_id TEXT NOT NULL REFERENCES resident (id), prescription_id TEXT NOT NULL REFERENCES prescription (id),
        kind TEXT NOT NULL, reverses TEXT REFERENCES dispensing (id),
        dispensed_on TEXT NOT NULL, total INTEGER NOT NULL, record TEXT NOT NULL CHECK (json_valid(record)),
        doctor_id TEXT NOT NULL, doctor_name TEXT NOT NULL""",
        f"""CHECK (kind <> 'dispense' OR reverses IS NULL), CHECK (kind <> 'reversal' OR reverses IS NOT NULL),
        {_OF_A_KIND}""",
        made_as="dispensing_2",
    ),
    *filled_from(
        "dispensing",
        "dispensing_2",
        _same("resident_id prescription_id kind reverses dispensed_on total record doctor_id doctor_name"),
    ),
    *synced_triggers("dispensing"),
    "CREATE UNIQUE INDEX dispensing_reversed_once ON dispensing (reverses) WHERE kind = 'reversal'",
    "CREATE INDEX dispensing_resident ON dispensing (resident_id, dispensed_on DESC)",
    "CREATE INDEX dispensing_prescription ON dispensing (prescription_id)",
    """CREATE TRIGGER dispensing_once BEFORE INSERT ON dispensing WHEN NEW.kind = 'dispense' AND EXISTS (
            SELECT 1 FROM dispensing d WHERE d.prescription_id = NEW.prescription_id AND d.kind = 'dispense'
            AND NOT EXISTS (SELECT 1 FROM dispensing r WHERE r.reverses = d.id AND r.kind = 'reversal'))
        BEGIN SELECT RAISE(ABORT, 'already dispensed'); END""",
    """CREATE TRIGGER dispensing_takes_back_a_dispensing BEFORE INSERT ON dispensing WHEN NEW.kind = 'reversal' AND
            NOT EXISTS (SELECT 1 FROM dispensing d WHERE d.id = NEW.reverses AND d.kind = 'dispense'
            AND d.prescription_id = NEW.prescription_id AND d.resident_id = NEW.resident_id)
        BEGIN SELECT RAISE(ABORT, 'not a dispensing'); END""",
]

_LEDGER = [
    """CREATE TABLE stock_movement_2 (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        batch_id TEXT NOT NULL REFERENCES batch (id),
        kind TEXT NOT NULL REFERENCES movement_kind (kind),
        quantity INTEGER NOT NULL CHECK (quantity <> 0),
        moved_on TEXT NOT NULL CHECK (moved_on = date(moved_on)),
        source_id TEXT NOT NULL, line_no INTEGER NOT NULL, change_id TEXT NOT NULL, recorded_at TEXT NOT NULL,
        UNIQUE (source_id, line_no, batch_id),
        FOREIGN KEY (change_id, source_id) REFERENCES change (id, entity_id) DEFERRABLE INITIALLY DEFERRED) STRICT""",
    *filled_from(
        "stock_movement",
        "stock_movement_2",
        {
            name: name
            for name in (
                "seq",
                "batch_id",
                "kind",
                "quantity",
                "moved_on",
                "source_id",
                "line_no",
                "change_id",
                "recorded_at",
            )
        },
    ),
    "CREATE INDEX stock_movement_batch ON stock_movement (batch_id, quantity)",
    "CREATE INDEX stock_movement_day ON stock_movement (moved_on, kind, batch_id, quantity)",
    *frozen("stock_movement", "the ledger is never edited"),
    # one trigger for what is true of all kinds: several would fire in no promised order
    """CREATE TRIGGER stock_movement_holds BEFORE INSERT ON stock_movement BEGIN SELECT CASE
        WHEN EXISTS (SELECT 1 FROM stock_movement WHERE seq = NEW.seq) THEN RAISE(ABORT, 'the ledger is never edited')
        WHEN (SELECT unexpired FROM movement_kind WHERE kind = NEW.kind) = 1
            AND (NEW.moved_on > (SELECT expires_on FROM batch WHERE id = NEW.batch_id)
            OR NEW.moved_on <> substr(NEW.recorded_at, 1, 10)) THEN RAISE(ABORT, 'expired batch')
        WHEN NEW.quantity < 0 AND NEW.quantity +
            (SELECT coalesce(sum(quantity), 0) FROM stock_movement WHERE batch_id = NEW.batch_id) < 0
            THEN RAISE(ABORT, 'stock below zero')
        WHEN (SELECT sign FROM movement_kind WHERE kind = NEW.kind) NOT IN (0, sign(NEW.quantity))
            THEN RAISE(ABORT, 'movement in the wrong direction')
        WHEN NOT EXISTS (SELECT 1 FROM change c JOIN movement_kind k ON k.entity = c.entity
            WHERE c.id = NEW.change_id AND c.entity_id = NEW.source_id AND k.kind = NEW.kind)
            THEN RAISE(ABORT, 'movement without its document')
        END; END""",
    # what a document of each kind says, after all that
    """CREATE TRIGGER stock_movement_of_an_entry AFTER INSERT ON stock_movement WHEN NEW.kind IN ('receive', 'adjust')
            AND NOT EXISTS (SELECT 1 FROM stock_entry WHERE id = NEW.source_id
            AND batch_id = NEW.batch_id AND kind = NEW.kind AND quantity = NEW.quantity AND change_id = NEW.change_id)
        BEGIN SELECT RAISE(ABORT, 'movement without its document'); END""",
    """CREATE TRIGGER stock_movement_of_a_dispensing AFTER INSERT ON stock_movement WHEN NEW.kind = 'dispense'
            AND NOT EXISTS (SELECT 1 FROM dispensing WHERE id = NEW.source_id
            AND kind = 'dispense' AND dispensed_on = NEW.moved_on AND change_id = NEW.change_id)
        BEGIN SELECT RAISE(ABORT, 'movement without its document'); END""",
    """CREATE TRIGGER stock_movement_of_a_reversal AFTER INSERT ON stock_movement WHEN NEW.kind = 'reversal'
            AND NOT EXISTS (SELECT 1 FROM dispensing d JOIN stock_movement m
            ON m.source_id = d.reverses AND m.line_no = NEW.line_no AND m.batch_id = NEW.batch_id
            AND m.quantity = -NEW.quantity WHERE d.id = NEW.source_id AND d.change_id = NEW.change_id)
        BEGIN SELECT RAISE(ABORT, 'movement without its document'); END""",
]

_ON_HAND = [
    # the ledger's sum of each batch, kept so that years of movements are not summed whenever the stock is looked at
    """CREATE TABLE on_hand (batch_id TEXT NOT NULL PRIMARY KEY, quantity INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    "INSERT INTO on_hand SELECT batch_id, sum(quantity) FROM stock_movement GROUP BY batch_id",
    """CREATE TRIGGER stock_movement_is_summed AFTER INSERT ON stock_movement BEGIN
        INSERT INTO on_hand (batch_id, quantity) VALUES (NEW.batch_id, NEW.quantity)
            ON CONFLICT (batch_id) DO UPDATE SET quantity = quantity + excluded.quantity; END""",
]

_DRAFTS = [
    # the first schema followed up one disease, so its drafts did not say for which they were
    "UPDATE draft SET owner_id = owner_id || ':htn' WHERE kind = 'follow_up' AND instr(owner_id, ':') = 0",
]

_SEARCH = [
    # in the order of an answer, so that a single letter reads no more than it shows
    """CREATE TABLE name_key_2 (rank INTEGER NOT NULL, key TEXT NOT NULL, resident_id TEXT NOT NULL,
        PRIMARY KEY (rank, key, resident_id)) STRICT, WITHOUT ROWID""",
    *filled_from("name_key", "name_key_2", {name: name for name in ("rank", "key", "resident_id")}),
    "CREATE INDEX name_key_resident ON name_key (resident_id, key)",
]

_LISTS = [
    """CREATE INDEX resident_card ON resident
        (id, name, sex_code, birth_date, village_group, household_head, address, household_id)""",
    "CREATE INDEX verdict_state ON verdict (state, deadline)",
    "CREATE INDEX receipt_state ON receipt (state, received_at)",
    """CREATE INDEX resident_roll ON resident
        (status, village_group, household_head, household_id, relation_code <> '02', birth_date, id)""",
]

STATEMENTS: list[str] = [
    "DROP TRIGGER stock_movement_holds",  # it speaks of tables that are made anew
    *_FOLLOW_UP,
    *_PRESCRIPTION,
    *_KINDS,
    *_DOCUMENTS,
    *_LEDGER,
    *_ON_HAND,
    *_DRAFTS,
    *_SEARCH,
    *_LISTS,
    *v2_care.STATEMENTS,
]
