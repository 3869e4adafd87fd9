"""No name that is not wholly known ever yields a tick, whoever prescribed it."""

from hypothesis import assume, given, strategies as st

from tests.rules.people import CATALOG, PRESCRIPTION, order, person
from vclinic.rules.prescribing import check_medication

BY_NAME = ("allergy", "duplicate", "interaction", "disease", "pregnancy", "age", "renal")
STEMS = st.sampled_from(
    ["普利", "沙坦", "洛尔", "地平", "他汀", "头孢", "格列", "复方", "降压", "神茶", "秘方", "氨氯地平", "阿司匹林"]
)
NAMES = st.lists(STEMS | st.text("奇异某种祖传", min_size=1, max_size=3), min_size=1, max_size=4).map("".join)


@given(NAMES | st.text(min_size=2, max_size=20))
def test_an_unknown_or_stem_only_name_never_yields_a_tick(name: str) -> None:
    name = name.strip()
    assume(name and not CATALOG.named(name).known and name not in "苯磺酸氨氯地平片")
    report = check_medication(
        [order("苯磺酸氨氯地平片", 5, "mg")], person(allergies_asked=True), (name,), CATALOG, PRESCRIPTION
    )
    assert name in report.unknown
    assert [kind for kind in BY_NAME if report.ticks[kind] == "clear"] == []
    assert not [check for check in report.checks if check.severity == "ok" and check.kind in BY_NAME]
