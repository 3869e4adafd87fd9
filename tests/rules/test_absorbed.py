"""A patch or a spray that acts on the whole body is checked like what is swallowed; a cream is not."""

import pytest

from tests.rules.people import CATALOG, order, person, report
from vclinic.rules.absorbed import is_absorbed


@pytest.mark.parametrize(
    ("written", "on_one_place"),
    [
        ("芬太尼贴剂", False), ("芬太尼透皮贴剂", False), ("硝酸甘油贴片", False), ("可乐定贴片", False), ("羟甲唑啉喷雾剂", False),
        ("羟甲唑啉滴鼻剂", False), ("达芬霖", False), ("布洛芬乳膏", True), ("双氯芬酸钠凝胶", True), ("氟比洛芬凝胶贴膏", True),
        ("地塞米松滴眼液", True), ("糠酸莫米松鼻喷雾剂", True),
    ],
)  # fmt: skip
def test_what_stays_on_one_place(written: str, on_one_place: bool) -> None:
    assert CATALOG.named(written).local is on_one_place


@pytest.mark.parametrize(
    ("route", "ingredients", "classes", "absorbed"),
    [
        ("外用", (), ("OPIOID",), True),
        ("鼻用", ("去氨加压素",), (), True),
        ("外用", ("去氨加压素",), (), False),
        ("眼用", (), ("NITRATE",), False),
        ("口服", ("芬太尼",), ("OPIOID",), False),
    ],
)
def test_the_way_in_and_the_drug_decide(
    route: str, ingredients: tuple[str, ...], classes: tuple[str, ...], absorbed: bool
) -> None:
    assert is_absorbed(route, ingredients, classes) is absorbed


@pytest.mark.parametrize("patch", ["芬太尼贴剂", "芬太尼透皮贴剂"])
def test_an_opioid_patch_beside_a_sleeping_pill_is_as_heavy_as_the_tablet(patch: str) -> None:
    checks = report([], person(), (patch, "艾司唑仑片")).checks
    assert "warn" in {check.severity for check in checks if check.kind == "interaction"}


@pytest.mark.parametrize(("days", "severities"), [(7, []), (8, ["warn"])])
@pytest.mark.parametrize("name", ["羟甲唑啉喷雾剂", "羟甲唑啉滴鼻液"])
def test_drops_against_a_blocked_nose_have_their_seven_days(name: str, days: int, severities: list[str]) -> None:
    checks = report([order(name, 1, "", "prn", days=days)], person(diseases=frozenset(("htn",)))).checks
    assert [check.severity for check in checks if check.kind == "days"] == severities
