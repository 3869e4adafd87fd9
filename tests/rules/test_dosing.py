"""Doses against the tables, and no tick for what was never compared."""

import pytest

from tests.rules.people import CATALOG, order, person
from vclinic.domain.prescription import Check
from vclinic.rules.dosing import dose_checks
from vclinic.rules.person import PersonFacts


def of(
    name: str, dose: float, unit: str, frequency: str = "qd", who: PersonFacts | None = None, **more: str
) -> list[Check] | None:
    return dose_checks([order(name, dose, unit, frequency, **more)], who or person(), CATALOG)


def only(result: list[Check] | None) -> Check:
    assert result is not None
    assert len(result) == 1
    return result[0]


@pytest.mark.parametrize(
    ("name", "dose", "unit", "frequency"),
    [
        ("苯磺酸氨氯地平片", 5, "mg", "qd"), ("苯磺酸氨氯地平片", 1, "片", "qd"), ("苯磺酸氨氯地平片", 2, "片", "qd"), ("二甲双胍片", 0.5, "g", "bid"),
        ("硝苯地平缓释片", 20, "mg", "bid"), ("硝苯地平片", 10, "mg", "tid"), ("消渴丸", 5, "丸", "bid"), ("缬沙坦氨氯地平片", 1, "片", "qd"),
        ("琥珀酸美托洛尔缓释片", 47.5, "mg", "qd"), ("布洛芬片", 0.2, "g", "tid"),
    ],
)  # fmt: skip
def test_within_the_usual_range(name: str, dose: float, unit: str, frequency: str) -> None:
    assert of(name, dose, unit, frequency) == []


@pytest.mark.parametrize(("dose", "unit"), [(15, "mg"), (3, "片"), (0.015, "g")])
def test_above_the_greatest_dose_wants_a_reason(dose: float, unit: str) -> None:
    check = only(of("苯磺酸氨氯地平片", dose, unit))
    assert (check.severity, check.code, check.lines) == ("warn", "氨氯地平/over_max", (1,))
    assert check.text == "苯磺酸氨氯地平片一天 15 mg，超过一天最大量 10 mg，须注明原因并再次签名。"


def test_above_and_below_the_usual_dose_are_shown() -> None:
    above = only(of("布洛芬片", 0.5, "g", "tid"))
    below = only(of("硝苯地平缓释片", 5, "mg", "qd"))
    assert (above.severity, above.code) == ("note", "布洛芬/over_usual")
    assert "高于常用量 400–1200 mg" in above.text
    assert (below.severity, below.code) == ("note", "硝苯地平/under_usual")
    assert "低于常用量 20–60 mg" in below.text


def test_release_forms_have_their_own_range() -> None:
    assert only(of("硝苯地平片", 20, "mg", "tid")).code == "硝苯地平/over_max"
    assert of("硝苯地平缓释片", 30, "mg", "bid") == []


def test_a_form_without_a_row_of_its_own_uses_its_drugs_rows() -> None:
    assert of("二甲双胍肠溶片", 0.5, "g", "bid") == []
    assert of("阿司匹林肠溶片", 100, "mg", "qd") == []


def test_the_greatest_of_several_uses_limits_the_first_use_is_usual() -> None:
    assert only(of("阿司匹林肠溶片", 500, "mg", "bid")).code == "阿司匹林/over_usual"
    assert only(of("阿司匹林肠溶片", 1000, "mg", "tid")).code == "阿司匹林/over_max"


def test_as_needed_is_compared_dose_by_dose() -> None:
    assert of("对乙酰氨基酚片", 0.5, "g", "prn") == []
    assert only(of("对乙酰氨基酚片", 3, "g", "prn")).code == "对乙酰氨基酚/over_max"


def test_limits_a_week_and_a_dose() -> None:
    weekly = only(of("司美格鲁肽注射液", 1, "mg", "qd"))
    assert "一周 7 mg" in weekly.text
    assert weekly.code == "司美格鲁肽/over_max"
    once = only(of("肾上腺素注射液", 1, "mg", "st"))
    assert "一次 1 mg" in once.text
    assert once.code == "肾上腺素/over_usual"


def test_what_is_breathed_in_is_measured_by_its_own_rows() -> None:
    assert of("噻托溴铵吸入粉雾剂", 18, "μg", "qd") == []
    assert only(of("噻托溴铵吸入粉雾剂", 18, "μg", "bid")).code == "噻托溴铵/over_max"
    assert of("沙丁胺醇吸入气雾剂", 200, "μg", "prn") == []


class TestWhatCannotBeCompared:
    @pytest.mark.parametrize(
        ("name", "dose", "unit", "why"),
        [
            ("六味地黄丸", 8, "丸", "no row"), ("甘精胰岛素注射液", 10, "IU", "no figures"), ("苯磺酸氨氯地平片", 5, "mL", "units"),
        ],
    )  # fmt: skip
    def test_is_said(self, name: str, dose: float, unit: str, why: str) -> None:
        check = only(of(name, dose, unit))
        assert (check.severity, check.code) == ("note", "no_limit"), why
        assert check.text == f"{name}：没有剂量数据，请按说明书核对。"

    @pytest.mark.parametrize("name", ["苯磺酸氨氯地平片", "布洛芬片"])
    def test_a_child_is_never_measured_by_an_adults_row(self, name: str) -> None:
        assert only(of(name, 1, "片", who=person(age=9))).code == "no_limit"

    def test_several_share_one_line(self) -> None:
        lines = [
            order("六味地黄丸", 8, "丸", line_no=1),
            order("保和丸", 8, "丸", line_no=2),
            order("保和丸", 8, "丸", line_no=3),
        ]
        check = only(dose_checks(lines, person(), CATALOG))
        assert check.text.startswith("六味地黄丸、保和丸：")
        assert check.lines == (1, 2, 3)

    def test_a_dose_still_to_be_written_has_no_tick_and_no_words(self) -> None:
        assert of("苯磺酸氨氯地平片", 0, "mg") is None

    def test_a_drug_from_elsewhere_is_left_alone(self) -> None:
        assert of("布洛芬片", 9, "g", drug_id="") == []

    def test_a_drug_of_another_edition_is_known_by_its_name(self) -> None:
        assert only(of("苯磺酸氨氯地平片", 15, "mg", drug_id="w999-01")).code == "氨氯地平/over_max"
        assert only(of("苯磺酸氨氯地平片", 3, "片", drug_id="w999-01")).code == "no_limit"
