"""The roster's words stay on the record, once each, whatever a later roster says."""

from dataclasses import replace
from datetime import date

from vclinic.domain.resident import Resident
from vclinic.forms.roster_said import RosterWords, said_in_roster, with_roster_words

NOBODY = Resident(name="张三", sex_code="1", birth_date=date(1958, 3, 12))


def test_a_record_without_a_roster_says_nothing() -> None:
    assert said_in_roster(NOBODY) == RosterWords()
    assert with_roster_words(NOBODY, RosterWords()) == NOBODY


def test_what_a_later_roster_says_is_added_and_nothing_is_said_twice() -> None:
    first = with_roster_words(NOBODY, RosterWords("痛风", "青霉素"))
    assert said_in_roster(first) == RosterWords("痛风", "青霉素")
    assert with_roster_words(first, RosterWords("痛风", "青霉素")) == first
    assert with_roster_words(first, RosterWords()) == first
    second = with_roster_words(first, RosterWords("", "磺胺"))
    assert said_in_roster(second) == RosterWords("痛风", "青霉素；磺胺")
    assert with_roster_words(second, RosterWords("", "磺胺")) == second


def test_other_words_of_a_newer_form_stay_beside_them() -> None:
    newer = replace(NOBODY, extra=(("colour", "blue"), ("roster_diseases", 7)))
    kept = with_roster_words(newer, RosterWords("痛风"))
    assert dict(kept.extra) == {"colour": "blue", "roster_diseases": "痛风"}
