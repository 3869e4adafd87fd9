"""What a file adds to somebody known: blanks are filled, what differs is shown and left alone."""

from dataclasses import replace
from datetime import date

import pytest

from vclinic.domain.resident import Resident
from vclinic.forms.roster_merge import fill, take

KNOWN = Resident(
    name="何秀珍", sex_code="2", birth_date=date(1968, 3, 12), phone="138-0000-5207", address="二组 14 号", status="0"
)


@pytest.mark.parametrize(
    ("row", "filled", "different"),
    [
        ({"ethnic_code": "01"}, {"ethnic_code": "01"}, []),
        ({"phone": "13800005207", "address": "二组14号"}, {}, []),  # written another way
        ({"phone": "13900001111"}, {}, [("phone", "本人电话", "138-0000-5207", "13900001111")]),
        ({"status": "1", "closed_on": date(2020, 1, 1), "archive_no": "X"}, {}, []),  # a file closes nobody
        ({"phone": "", "employer": "粮站"}, {"employer": "粮站"}, []),
        ({"id_no": "340123196803120022"}, {"id_no": "340123196803120022"}, []),
    ],
)
def test_a_file_fills_blanks_only(row: dict[str, object], filled: dict[str, object], different: list[object]) -> None:
    result, differences = fill(KNOWN, replace(KNOWN, **{"phone": "", "address": "", **row}))
    assert result == replace(KNOWN, **filled)
    assert [(one.field, one.label, one.kept, one.file) for one in differences] == different


def test_a_number_that_differs_is_shown_and_kept() -> None:
    known = replace(KNOWN, id_no="340123196803120022")
    result, differences = fill(known, replace(known, id_no="340123196803120030"))
    assert result == known
    assert [(one.field, one.kept, one.file) for one in differences] == [
        ("id_no", "340123196803120022", "340123196803120030")
    ]


def test_the_files_value_is_taken_when_somebody_says_so() -> None:
    row = replace(KNOWN, phone="13900001111")
    assert take(KNOWN, row, "phone") == row
