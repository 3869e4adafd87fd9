"""Which drug did what, from a sentence about it."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import CATALOG
from vclinic.rules.reaction_reader import read_reaction


@pytest.mark.parametrize(
    ("text", "ingredients", "classes", "kind"),
    [
        ("卡托普利 脸肿", ("卡托普利",), {"ACEI"}, "swelling"),
        ("依那普利 干咳", ("依那普利",), {"ACEI"}, "cough"),
        ("洛汀新，咳嗽", ("贝那普利",), {"ACEI"}, "cough"),
        ("普利 咳嗽", (), {"ACEI"}, "cough"),
        ("代文吃了嘴唇肿", ("缬沙坦",), {"ARB"}, "swelling"),
        ("青霉素过敏性休克", ("青霉素",), {"PENICILLIN"}, "anaphylaxis"),
        ("头孢皮疹", (), {"CEPHALOSPORIN"}, "other"),
        ("优降糖 低血糖", ("格列本脲",), {"SULFONYLUREA"}, "low_sugar"),
        ("氨氯地平 脚肿", ("氨氯地平",), {"DHP_CCB"}, "other"),
        ("二甲双胍 拉肚子", ("二甲双胍",), {"BIGUANIDE"}, "other"),
        ("脸肿", (), set(), "swelling"),
        ("吃了降压药难受", (), set(), "other"),
        ("", (), set(), "other"),
    ],
)
def test_a_reaction_is_read(text: str, ingredients: tuple[str, ...], classes: set[str], kind: str) -> None:
    reaction = read_reaction(text, CATALOG)
    assert (reaction.ingredients, reaction.kind, reaction.text) == (ingredients, kind, text)
    assert classes <= reaction.classes
    assert bool(reaction.classes) is bool(classes)


def test_the_heaviest_of_several_reactions_is_kept_with_its_day() -> None:
    reaction = read_reaction("卡托普利 先干咳后喉头水肿", CATALOG, date(2026, 5, 1))
    assert (reaction.kind, reaction.on) == ("swelling", date(2026, 5, 1))
    assert read_reaction("青霉素 皮疹 休克 脸肿", CATALOG).kind == "anaphylaxis"


def test_every_drug_named_may_have_been_the_one() -> None:
    assert set(read_reaction("卡托普利和阿司匹林 脸肿", CATALOG).ingredients) == {"卡托普利", "阿司匹林"}


@given(st.text(max_size=40))
def test_no_report_of_a_reaction_is_too_odd(text: str) -> None:
    assert read_reaction(text, CATALOG).text == text
