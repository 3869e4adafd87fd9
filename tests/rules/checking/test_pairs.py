"""Two medicines together: closed, warned of, shown or hidden, and one box told twice."""

from typing import Any

import pytest

from tests.rules.people import order, person, report


def told(
    ours: tuple[str, ...], others: tuple[str, ...] = (), kind: str = "interaction", **known: Any
) -> list[tuple[str, str]]:
    checks = report([order(name) for name in ours], person(**known), others).checks
    return [(check.severity, check.code) for check in checks if check.kind == kind and check.severity != "ok"]


@pytest.mark.parametrize(
    ("ours", "others", "severity"),
    [
        (("华法林片", "利伐沙班片"), (), "forbid"),
        (("华法林片",), ("拜瑞妥",), "forbid"),
        (("利伐沙班片",), ("华法林",), "forbid"),
        (("利伐沙班片",), ("达比加群酯胶囊",), "forbid"),
        ((), ("华法林", "拜瑞妥"), "warn"),
        (("苯磺酸氨氯地平片", "硝苯地平缓释片"), (), "warn"),
        (("依那普利片", "卡托普利片"), (), "warn"),
        (("苯磺酸氨氯地平片", "马来酸氨氯地平片"), (), "warn"),
        (("苯磺酸氨氯地平片",), ("络活喜",), "warn"),
        ((), ("络活喜", "压氏达"), "warn"),
        (("氢氯噻嗪片",), ("北京降压0号",), "warn"),
        (("西格列汀片",), ("利格列汀",), "warn"),
    ],
)
def test_the_same_twice(ours: tuple[str, ...], others: tuple[str, ...], severity: str) -> None:
    levels = [level for level, _ in told(ours, others, "duplicate")]
    assert severity in levels


def test_a_box_told_twice_is_asked_about_not_dropped() -> None:
    assert told(("苯磺酸氨氯地平片",), ("络活喜",), "duplicate") == [("warn", "same_box/氨氯地平")]
    assert told(("苯磺酸氨氯地平片",), ("氨氯地平",), "duplicate") == []


@pytest.mark.parametrize(
    ("ours", "severities"),
    [
        (("泼尼松片", "氢化可的松片"), ["warn"]),
        (("泼尼松片", "氢化可的松乳膏"), []),
        (("雷尼替丁片", "奥美拉唑肠溶片"), []),
    ],
)
def test_what_the_table_calls_minor_is_not_told_as_a_repetition(ours: tuple[str, ...], severities: list[str]) -> None:
    assert [level for level, _ in told(ours, kind="duplicate")] == severities


def test_nitroglycerin_kept_for_an_attack_is_no_repetition() -> None:
    assert told(("单硝酸异山梨酯片", "硝酸甘油片"), kind="duplicate") == []


@pytest.mark.parametrize(
    ("started", "severity"), [((), "warn"), (("阿司匹林",), "warn"), (("阿司匹林", "氯吡格雷"), "note")]
)
def test_two_platelet_inhibitors_a_hospital_began_are_only_noted(started: tuple[str, ...], severity: str) -> None:
    pair = told(("阿司匹林肠溶片", "氯吡格雷片"), hospital_started=frozenset(started))
    assert [level for level, _ in pair] == [severity]


@pytest.mark.parametrize(
    ("ours", "others", "severity"),
    [
        (("依那普利片", "缬沙坦胶囊"), (), "forbid"),
        (("依那普利片",), ("代文",), "forbid"),
        ((), ("依那普利", "代文"), "warn"),
        (("氯化钾缓释片", "螺内酯片"), (), "forbid"),
        (("氯化钾缓释片",), ("安体舒通",), "forbid"),
        (("秋水仙碱片",), ("克拉霉素",), "forbid"),
        (("克拉霉素片",), ("秋水仙碱",), "forbid"),
        ((), ("克拉霉素", "秋水仙碱"), "warn"),
        (("缬沙坦胶囊",), ("芬必得",), "warn"),
    ],
)
def test_ours_is_ours_to_stop(ours: tuple[str, ...], others: tuple[str, ...], severity: str) -> None:
    assert [level for level, _ in told(ours, others)] == [severity]


@pytest.mark.parametrize(
    ("ours", "kind", "known", "severity"),
    [
        (("格列齐特片", "格列美脲片"), "duplicate", {}, "forbid"),
        (("硝苯地平缓释片", "维拉帕米片"), "duplicate", {}, "note"),
        (
            ("硝苯地平缓释片", "维拉帕米片"),
            "duplicate",
            {"hospital_started": frozenset(("硝苯地平", "维拉帕米"))},
            "note",
        ),
        (("华法林片", "阿莫西林胶囊"), "interaction", {}, "warn"),
        (("华法林片", "头孢克肟片"), "interaction", {}, "warn"),
        (("氨茶碱片", "左氧氟沙星片"), "interaction", {}, "warn"),
    ],
)
def test_how_heavy_a_pair_is(ours: tuple[str, ...], kind: str, known: dict[str, Any], severity: str) -> None:
    assert [level for level, _ in told(ours, kind=kind, **known)] == [severity]


HEART = ("依那普利片", "达格列净片", "呋塞米片")
BEGUN = frozenset(("依那普利", "达格列净", "呋塞米"))


@pytest.mark.parametrize(
    ("known", "merged"),
    [
        ({"diseases": frozenset(("heart_failure",)), "hospital_started": BEGUN}, True),
        ({"diseases": frozenset(("heart_failure",)), "hospital_started": frozenset(("依那普利",))}, False),
        ({"diseases": frozenset(("htn",)), "hospital_started": BEGUN}, False),
    ],
)
def test_a_hospitals_regimen_for_a_failing_heart_is_told_once(known: dict[str, Any], *, merged: bool) -> None:
    """处方与药品 §9: one line for what is moderate inside the group."""
    assert (("note", "heart_failure_regimen") in told(HEART, **known)) is merged
    assert len(told(HEART, **known)) == (1 if merged else 2)


def test_what_is_graver_than_moderate_stays_beside_the_regimen() -> None:
    known = {"diseases": frozenset(("heart_failure",)), "hospital_started": BEGUN | {"螺内酯"}}
    levels = told((*HEART, "螺内酯片"), **known)
    assert ("note", "heart_failure_regimen") in levels
    assert ("warn", "依那普利/螺内酯") in levels


def test_a_single_pair_of_it_is_told_as_it_is() -> None:
    known = {"diseases": frozenset(("heart_failure",)), "hospital_started": BEGUN}
    assert told(("依那普利片", "呋塞米片"), **known) == [("note", "依那普利/呋塞米")]


def test_what_the_line_of_the_regimen_asks_for() -> None:
    who = person(diseases=frozenset(("heart_failure",)), hospital_started=BEGUN)
    (line,) = [
        check for check in report([order(name) for name in HEART], who).checks if check.code == "heart_failure_regimen"
    ]
    assert "查血钾、肌酐、血压" in line.text
    assert line.lines == (1, 2, 3)
