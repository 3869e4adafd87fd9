"""LDL against its goal: below 1.8 with hard arteries, else below 2.6 mmol/L (three prescriptions §5)."""

import pytest

from tests.rules.people import CATALOG, DAY, PRESCRIPTION, order, person, report
from vclinic.rules.labs import Lab, Labs
from vclinic.rules.ldl import ldl_missed
from vclinic.rules.prescribing import check_medication


@pytest.mark.parametrize(
    ("ldl", "diseases", "takes_statin", "said"),
    [
        (1.79, ("chd",), True, ""),
        (1.8, ("chd",), True, "1.8，目标 <1.8"),
        (1.8, ("stent",), False, "1.8，目标 <1.8"),
        (2.59, ("htn",), True, ""),
        (2.6, ("htn",), True, "2.6，目标 <2.6"),
        (4.0, ("htn",), False, ""),
        (None, ("chd",), True, ""),
    ],
)
def test_when_the_goal_is_missed(
    ldl: float | None, diseases: tuple[str, ...], *, takes_statin: bool, said: str
) -> None:
    labs = Labs(ldl_mmol_l=None if ldl is None else Lab(ldl, DAY))
    assert ldl_missed(person(diseases=frozenset(diseases), labs=labs), takes_statin=takes_statin) == said


def test_it_is_told_beside_the_statin_and_asks_for_no_reason() -> None:
    who = person(diseases=frozenset(("chd",)), labs=Labs(ldl_mmol_l=Lab(2.4, DAY)))
    (told,) = [check for check in report([order("阿托伐他汀钙片", 20, "mg")], who).checks if check.code == "ldl_goal"]
    assert (told.severity, told.lines, told.drugs) == ("note", (1,), ("阿托伐他汀",))
    assert told.text.startswith("阿托伐他汀钙片：低密度脂蛋白 2.4，目标 <1.8，没达标")
    assert "ldl_goal" in {check.code for check in check_medication([], who, ("立普妥",), CATALOG, PRESCRIPTION).checks}
    assert "ldl_goal" not in {check.code for check in report([order("苯磺酸氨氯地平片", 5, "mg")], who).checks}
