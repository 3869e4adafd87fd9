"""What a roster said of a household and the record has no field for is kept with whoever is new, and read again."""

from datetime import date

import pytest

from vclinic.domain.resident import Resident
from vclinic.forms.roster_line import Household
from vclinic.services.roster_known import with_household_words, words_of_household

WHO = Resident(name="甲", sex_code="1", birth_date=date(1960, 1, 1), village_group="一组", address="1 号")


@pytest.mark.parametrize(
    ("home", "kept"),
    [
        (Household("k"), ("", "", "")),
        (Household("k", group="一组", address="1号"), ("", "", "")),
        (Household("k", no="0001"), ("0001", "", "")),
        (Household("k", no="1|2", group="一组", address="2号"), ("12", "一组", "2号")),
    ],
)
def test_only_what_the_record_does_not_say_is_kept(home: Household, kept: tuple[str, str, str]) -> None:
    assert words_of_household(dict(with_household_words(WHO, home).extra)) == kept
