"""Past adverse reactions bind: the culprit, its class where the class does the same, and a culprit nobody knows."""

import pytest

from tests.rules.people import CATALOG, order, person, report
from vclinic.rules.person import PastReaction, ReactionKind


def past(drug: str, kind: ReactionKind, text: str = "") -> PastReaction:
    name = CATALOG.named(drug)
    return PastReaction(name.ingredients, name.classes, kind, text or f"{drug}反应")


def told(drug: str, *reactions: PastReaction, others: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    lines = [order(drug)] if drug else []
    checks = report(lines, person(reactions=reactions), others).checks
    return [(check.severity, check.code) for check in checks if check.kind == "reaction"]


@pytest.mark.parametrize(
    ("drug", "culprit", "kind", "severity"),
    [
        ("依那普利片", "依那普利", "cough", "warn"),
        ("卡托普利片", "依那普利", "cough", "warn"),
        ("缬沙坦胶囊", "依那普利", "cough", None),
        ("依那普利片", "卡托普利", "swelling", "forbid"),
        ("卡托普利片", "卡托普利", "swelling", "forbid"),
        ("缬沙坦胶囊", "代文", "anaphylaxis", "forbid"),
        ("缬沙坦胶囊", "络活喜", "swelling", None),
        ("苯磺酸氨氯地平片", "络活喜", "other", "warn"),
        ("硝苯地平片", "络活喜", "other", "warn"),
        ("非洛地平缓释片", "络活喜", "other", "warn"),
        ("瑞舒伐他汀钙片", "阿托伐他汀", "other", "warn"),
        ("血脂康胶囊", "阿托伐他汀", "other", "warn"),
        ("格列美脲片", "格列本脲", "low_sugar", "warn"),
        ("富马酸比索洛尔片", "倍他乐克", "other", "warn"),
        ("吲达帕胺片", "氢氯噻嗪", "other", "warn"),
        ("布洛芬缓释胶囊", "阿司匹林", "other", "warn"),
        ("格列美脲片", "氢氯噻嗪", "other", None),  # both are sulfonamides, which is no reason for the same trouble
        ("阿司匹林肠溶片", "氯吡格雷", "other", None),
        ("依那普利片", "卡托普利", "other", None),
        ("沙库巴曲缬沙坦钠片", "卡托普利", "swelling", "warn"),  # not of the catalogue: its doctor is asked
        ("沙库巴曲缬沙坦钠片", "卡托普利", "anaphylaxis", "warn"),
        ("沙库巴曲缬沙坦钠片", "卡托普利", "cough", None),
        ("依那普利片", "诺欣妥", "swelling", "forbid"),
        ("缬沙坦胶囊", "卡托普利", "swelling", "warn"),
        ("氯吡格雷片", "阿司匹林", "anaphylaxis", None),  # both keep platelets apart, the molecules are not alike
        ("格列齐特片", "格列齐特", "low_sugar", "warn"),
    ],
)
def test_what_a_drug_once_did(drug: str, culprit: str, kind: ReactionKind, severity: str | None) -> None:
    assert [level for level, _ in told(drug, past(culprit, kind))] == ([severity] if severity else [])


def test_the_heaviest_of_two_reactions_is_said() -> None:
    cough, swelling = past("依那普利", "cough"), past("依那普利", "swelling")
    assert told("依那普利片", cough, swelling) == [("forbid", "依那普利/reaction:swelling")]
    assert told("依那普利片", swelling, cough) == [("forbid", "依那普利/reaction:swelling")]


def test_what_others_gave_is_warned_of() -> None:
    assert [level for level, _ in told("", past("卡托普利", "swelling"), others=("洛汀新",))] == ["warn"]


def test_a_culprit_nobody_can_name_is_work_to_do() -> None:
    nameless = PastReaction((), frozenset(), "swelling", "白药片脸肿")
    result = report([order("依那普利片")], person(reactions=(nameless,)))
    assert result.ticks["reaction"] == "unchecked"
    assert any("白药片脸肿" in check.text for check in result.checks)
