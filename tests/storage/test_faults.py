"""What the database says, in sentences a doctor can act on; our own bugs stay bugs."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2 as sqlcipher

from vclinic.domain.problem import Refused, WorldFault
from vclinic.storage.faults import in_words, told_in_words


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        ("database or disk is full", WorldFault, "disk_full"),
        ("disk I/O error", WorldFault, "disk_error"),
        ("attempt to write a readonly database", WorldFault, "read_only"),
        ("database is locked", WorldFault, "busy"),
        ("unable to open database file", WorldFault, "unopenable"),
        ("database disk image is malformed", WorldFault, "damaged"),
        ("file is not a database", WorldFault, "damaged"),
        ("expired batch", Refused, "batch_expired"),
        ("stock below zero", Refused, "stock_short"),
        ("UNIQUE constraint failed: resident.id_no", Refused, "id_no_taken"),
        ("already dispensed", Refused, "already_dispensed"),
        ("UNIQUE constraint failed: dispensing.reverses", Refused, "already_reversed"),
    ],
)
def test_a_known_error_becomes_its_sentence(said: str, kind: type[Exception], code: str) -> None:
    for fault in (sqlcipher.DatabaseError(said), IntegrityError("INSERT …", None, sqlcipher.IntegrityError(said))):
        expected = in_words(fault)
        assert isinstance(expected, kind)
        assert expected.code == code
        with pytest.raises(kind), told_in_words():
            raise fault


@pytest.mark.parametrize("said", ["no such column: sbp", "row without its change", "FOREIGN KEY constraint failed"])
def test_our_own_bugs_stay_bugs(said: str) -> None:
    assert in_words(sqlcipher.DatabaseError(said)) is None
    with pytest.raises(sqlcipher.DatabaseError, match=said), told_in_words():
        raise sqlcipher.DatabaseError(said)
