"""The word tables as shipped are whole, and every kind and group in them is one somebody reads."""

from tests.rules.people import CATALOG
from vclinic.rules.word_tables import (
    allergy_words,
    classes_of_group,
    disease_name,
    disease_words,
    groups_of_classes,
    reaction_words,
)

KINDS = {"negation", "negation_after", "suspect", "suspect_after", "unknown", "list", "affirm", "noise"}


def test_every_word_is_of_a_kind_that_is_read() -> None:
    of_diseases = KINDS | {
        "disease",
        "suspect_disease",
        "not_disease",
        "other_person",
        "self",
        "ended",
        "eased",
        "past",
    }
    assert {word.kind for word in disease_words()} <= of_diseases
    assert {word.kind for word in allergy_words()[0]} <= KINDS | {"word", "stem"}
    assert {word.kind for word in reaction_words()} == {
        "swelling",
        "anaphylaxis",
        "cough",
        "low_sugar",
        "rash",
        "other",
    }


def test_a_disease_has_a_key_and_an_allergy_a_group() -> None:
    assert [word.text for word in disease_words() if word.kind.endswith("disease") and not word.keys] == []
    vocabulary, names = allergy_words()
    assert [word.text for word in vocabulary if word.kind in ("word", "stem") and not names[word.text].groups] == []


def test_longer_words_come_first() -> None:
    lengths = [len(word.text) for word in disease_words()]
    assert lengths == sorted(lengths, reverse=True)


def test_groups_and_classes_lead_to_each_other() -> None:
    assert [code for code in groups_of_classes() if not CATALOG.members(code)] == []
    assert classes_of_group("acei") == ("ACEI",)
    assert classes_of_group("nsaid") == ("NSAID", "ASPIRIN")
    assert classes_of_group("food_egg") == ()


def test_a_key_has_a_name_a_doctor_knows() -> None:
    assert [disease_name(key) for key in ("htn", "t2dm", "chd", "cardiac_unspecified", "stent", "nothing")] == [
        "高血压", "糖尿病", "冠心病", "心脏病", "支架", "nothing",
    ]  # fmt: skip
