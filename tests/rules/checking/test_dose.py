"""Doses against the tables (prescription_and_drugs §7), and no tick for what was never compared."""

from dataclasses import replace
from typing import Any

import pytest

from tests.rules.people import CATALOG, PRESCRIPTION, order, person, report
from vclinic.domain.prescription import Check, MedicationOrder
from vclinic.rules.prescribing import check_taken
from vclinic.rules.taken import Medicine


def said(*orders: MedicationOrder, others: tuple[str, ...] = (), **known: Any) -> list[Check]:
    checks = report(orders, person(**known), others).checks
    return [check for check in checks if check.kind == "dose" and check.severity != "ok"]


def codes(*orders: MedicationOrder, others: tuple[str, ...] = (), **known: Any) -> list[tuple[str, str]]:
    return [(check.severity, check.code) for check in said(*orders, others=others, **known)]


@pytest.mark.parametrize(
    ("name", "dose", "unit", "frequency"),
    [
        ("苯磺酸氨氯地平片", 5, "mg", "qd"), ("苯磺酸氨氯地平片", 1, "片", "qd"), ("苯磺酸氨氯地平片", 2, "片", "qd"), ("二甲双胍片", 0.5, "g", "bid"),
        ("硝苯地平缓释片", 20, "mg", "bid"), ("硝苯地平片", 10, "mg", "tid"), ("消渴丸", 5, "丸", "bid"), ("缬沙坦氨氯地平片", 1, "片", "qd"),
        ("琥珀酸美托洛尔缓释片", 47.5, "mg", "qd"), ("布洛芬片", 0.2, "g", "tid"), ("二甲双胍肠溶片", 0.5, "g", "bid"),
        ("对乙酰氨基酚片", 0.5, "g", "prn"), ("噻托溴铵吸入粉雾剂", 18, "μg", "qd"), ("沙丁胺醇吸入气雾剂", 200, "μg", "prn"),
    ],
)  # fmt: skip
def test_within_the_usual_range(name: str, dose: float, unit: str, frequency: str) -> None:
    assert codes(order(name, dose, unit, frequency)) == []


@pytest.mark.parametrize(
    ("name", "dose", "unit", "frequency", "age", "severity", "code"),
    [
        ("苯磺酸氨氯地平片", 2, "片", "bid", 60, "warn", "氨氯地平/over_max"),
        ("苯磺酸氨氯地平片", 0.015, "g", "qd", 60, "warn", "氨氯地平/over_max"),
        ("苯磺酸氨氯地平片", 50, "mg", "qd", 60, "forbid", "氨氯地平/absurd"),
        ("苯磺酸氨氯地平片", 30, "mg", "qd", 60, "forbid", "氨氯地平/absurd"),
        ("苯磺酸氨氯地平片", 29, "mg", "qd", 60, "warn", "氨氯地平/over_max"),
        ("地高辛片", 0.25, "mg", "qd", 72, "warn", "地高辛/over_max"),
        ("地高辛片", 0.5, "mg", "qd", 72, "forbid", "地高辛/absurd"),
        ("华法林片", 30, "mg", "qd", 60, "forbid", "华法林/absurd"),
        ("左甲状腺素钠片", 0.6, "mg", "qd", 60, "forbid", "左甲状腺素钠/absurd"),
        ("二甲双胍片", 1, "g", "tid", 60, "warn", "二甲双胍/over_max"),
        ("布洛芬片", 0.5, "g", "tid", 60, "note", "布洛芬/over_usual"),
        ("硝苯地平缓释片", 10, "mg", "qd", 60, "note", "硝苯地平/under_usual"),
        ("硝苯地平片", 25, "mg", "tid", 60, "warn", "硝苯地平/over_max"),
        ("对乙酰氨基酚片", 1.2, "g", "prn", 60, "warn", "对乙酰氨基酚/over_max"),
        ("司美格鲁肽注射液", 1, "mg", "qd", 60, "forbid", "司美格鲁肽/absurd"),
        ("噻托溴铵吸入粉雾剂", 18, "μg", "bid", 60, "warn", "噻托溴铵/over_max"),
    ],
)  # fmt: skip
def test_outside_the_range(
    name: str, dose: float, unit: str, frequency: str, age: int, severity: str, code: str
) -> None:
    assert (severity, code) in codes(order(name, dose, unit, frequency), age=age)


class TestSlowRelease:
    """Rows of §7 by the kind of release: what the box is decides, not only what the line says."""

    @pytest.mark.parametrize(
        ("name", "dose", "unit", "frequency"),
        [
            ("硝苯地平控释片", 30, "mg", "qd"), ("硝苯地平控释片", 60, "mg", "qd"),  # 三处方 §2.3: 30–60 mg
            ("拜新同", 30, "mg", "qd"), ("拜新同", 60, "mg", "qd"), ("伲福达", 20, "mg", "bid"), ("瑞易宁", 5, "mg", "qd"),
            ("达美康", 80, "mg", "bid"), ("达美康", 60, "mg", "qd"), ("达美康缓释片", 60, "mg", "qd"), ("卜可", 1, "g", "qd"),
        ],
    )  # fmt: skip
    def test_a_usual_dose_is_let_pass_under_a_trade_name_too(
        self, name: str, dose: float, unit: str, frequency: str
    ) -> None:
        assert by_name(name, dose, unit, frequency) == []

    @pytest.mark.parametrize(
        ("name", "dose", "unit", "frequency", "found"),
        [
            ("硝苯地平控释片", 90, "mg", "qd", ("warn", "硝苯地平/over_max")),
            ("硝苯地平控释片", 15, "mg", "qd", ("note", "硝苯地平/under_usual")),
            ("拜新同", 240, "mg", "qd", ("forbid", "硝苯地平/absurd")),
            ("达美康", 400, "mg", "qd", ("warn", "格列齐特/over_max")),
            ("达美康缓释片", 240, "mg", "qd", ("warn", "格列齐特/over_max")),
            ("心痛定", 30, "mg", "qd", ("forbid", "硝苯地平/absurd")),
            ("阿司匹林", 0.2, "g", "qd", ("note", "阿司匹林/over_usual")),
        ],
    )
    def test_and_too_much_is_still_too_much(
        self, name: str, dose: float, unit: str, frequency: str, found: tuple[str, str]
    ) -> None:
        assert by_name(name, dose, unit, frequency) == [found]

    def test_a_line_that_leaves_the_form_out_is_measured_as_the_drug_it_orders(self) -> None:
        slow = next(drug for drug in CATALOG.search("硝苯地平缓释片", 9) if drug.strength == "30 mg")
        assert codes(order("硝苯地平", 30, "mg", drug_id=slow.id)) == []

    @pytest.mark.parametrize(
        ("name", "dose"),
        [("左氨氯地平片", 1.25), ("依那普利片", 2.5), ("替米沙坦片", 20), ("吲达帕胺片", 0.625)],
    )
    def test_what_the_guideline_begins_with_is_not_called_low(self, name: str, dose: float) -> None:
        assert ("note", f"{CATALOG.named(name).items[0]}/under_usual") not in by_name(name, dose, "mg", "qd")


def by_name(name: str, dose: float, unit: str, frequency: str) -> list[tuple[str, str]]:
    """What is found of a dose under a name that no product of the catalogue has."""
    line = order(name, dose, unit, frequency)
    ours = (Medicine(CATALOG.named(name), line, "ours", 1),)
    checks = check_taken(ours, person(), CATALOG, PRESCRIPTION).checks
    return [(check.severity, check.code) for check in checks if check.kind == "dose" and check.severity != "ok"]


def test_an_absurd_dose_says_how_far_and_what_to_look_at() -> None:
    (told,) = said(order("苯磺酸氨氯地平片", 5, "g"))
    assert told.text == ("苯磺酸氨氯地平片一天 5000 mg，是一天最大量 10 mg 的 500 倍，请重新核对单位、小数点和次数。")


def test_the_old_and_weak_kidneys_have_a_limit_of_their_own() -> None:
    assert codes(order("地高辛片", 0.125, "mg"), age=72) == []
    assert codes(order("地高辛片", 0.25, "mg"), age=60) == []
    assert "（老人或肾功能减退）" in said(order("格列本脲片", 2.5, "mg", "tid"), age=70)[0].text
    assert codes(order("格列本脲片", 2.5, "mg", "tid"), age=60, egfr=90.0) == []
    assert codes(order("格列本脲片", 2.5, "mg", "tid"), age=60, egfr=50.0) != []


class TestWhatCannotBeCompared:
    @pytest.mark.parametrize(
        ("name", "dose", "unit"),
        [("六味地黄丸", 8, "丸"), ("甘精胰岛素注射液", 10, "IU"), ("苯磺酸氨氯地平片", 5, "mL")],
    )
    def test_is_said_and_has_no_tick(self, name: str, dose: float, unit: str) -> None:
        result = report([order(name, dose, unit)])
        assert result.ticks["dose"] == "unchecked"
        assert ("unchecked", "no_limit") in codes(order(name, dose, unit))

    @pytest.mark.parametrize(
        ("name", "dose", "unit", "frequency", "expected"),
        [
            ("苯磺酸氨氯地平片", 10, "mg", "qd", ("unchecked", "no_limit")),
            ("苯磺酸氨氯地平片", 20, "mg", "qd", ("warn", "氨氯地平/over_max")),
            ("苯磺酸氨氯地平片", 50, "mg", "qd", ("forbid", "氨氯地平/absurd")),
            (
                "阿莫西林胶囊",
                2,
                "g",
                "tid",
                ("warn", "阿莫西林/over_max"),
            ),  # of children only so much a kilogram is known
            ("阿莫西林胶囊", 0.25, "g", "tid", ("unchecked", "no_limit")),
            ("苯磺酸氨氯地平片", 500, "mL", "qd", ("unchecked", "no_limit")),
        ],
    )
    def test_what_is_too_much_for_a_grown_up_is_too_much_for_a_child(
        self, name: str, dose: float, unit: str, frequency: str, expected: tuple[str, str]
    ) -> None:
        assert codes(order(name, dose, unit, frequency), age=9) == [expected]

    def test_within_it_a_child_is_never_measured_by_an_adults_row(self) -> None:
        assert ("unchecked", "no_limit") in codes(order("苯磺酸氨氯地平片", 1, "片"), age=9)

    def test_a_dose_still_to_be_written(self) -> None:
        assert codes(order("苯磺酸氨氯地平片", 0, "mg")) == [("unchecked", "no_dose")]

    def test_tablets_of_nobody_knows_which_strength(self) -> None:
        line = order("苯磺酸氨氯地平片", 1, "片")
        name = CATALOG.named(line.drug_name)
        ours = (Medicine(name, line, "ours", 1, strength_known=False), Medicine(name, None, "ours", 2))
        result = check_taken(ours, person(), CATALOG, PRESCRIPTION)
        assert {check.code for check in result.checks if check.kind == "dose"} == {"no_limit", "no_dose"}
        weighed = (Medicine(name, replace(line, dose_value=50.0, dose_unit="mg"), "ours", 1, strength_known=False),)
        assert not check_taken(weighed, person(), CATALOG, PRESCRIPTION).savable

    def test_a_limit_of_one_dose(self) -> None:
        assert ("note", "肾上腺素/over_usual") in codes(order("肾上腺素注射液", 1, "mg", "st"))

    def test_what_others_gave_has_no_dose_here(self) -> None:
        assert codes(order("布洛芬片", 9, "g", drug_id="")) == []


class TestWhole:
    """§7.1: what may be broken, and what must be swallowed whole."""

    @pytest.mark.parametrize(
        ("name", "dose", "unit", "severity"),
        [
            ("硝苯地平缓释片", 0.5, "片", "warn"),
            ("缬沙坦胶囊", 0.5, "粒", "warn"),
            ("琥珀酸美托洛尔缓释片", 0.5, "片", "note"),
            ("琥珀酸美托洛尔缓释片", 0.25, "片", "warn"),
            ("苯磺酸氨氯地平片", 0.5, "片", None),
            ("格列齐特缓释片", 1, "片", None),
        ],
    )
    def test_half_of_it(self, name: str, dose: float, unit: str, severity: str | None) -> None:
        broken = [level for level, code in codes(order(name, dose, unit)) if code.endswith("/broken")]
        assert broken == ([severity] if severity else [])

    @pytest.mark.parametrize(
        ("name", "dose", "unit", "severity"),
        [
            ("硝苯地平控释片", 0.5, "片", "warn"),
            ("拜新同", 1.5, "片", "warn"),
            ("拜新同", 1, "片", None),
            ("拜新同", 15, "mg", None),  # how much is in a tablet nobody knows here
            ("倍他乐克", 0.5, "片", None),
        ],
    )
    def test_half_of_what_the_catalogue_has_not(self, name: str, dose: float, unit: str, severity: str | None) -> None:
        line = order(name, dose, unit, drug_id="")
        taken = (Medicine(CATALOG.named(name), line, "ours", 1),)
        checks = check_taken(taken, person(), catalog=CATALOG, rules=PRESCRIPTION).checks
        broken = [check.severity for check in checks if check.code.endswith("/broken")]
        assert broken == ([severity] if severity else [])

    def test_the_box_is_read_where_boxes_differ(self) -> None:
        drug = next(drug for drug in CATALOG.search("格列齐特缓释片", 9) if drug.form == "缓释片")
        line = order("达美康缓释片", 0.5, "片", drug_id=drug.id)
        broken = [check for check in said(line) if check.code.endswith("/broken")]
        assert [check.severity for check in broken] == ["warn"]
        assert "看那一盒的说明书" in broken[0].text


class TestBesideAnother:
    @pytest.mark.parametrize(
        ("mg", "beside", "capped"),
        [
            (20, "络活喜", False), (40, "络活喜", True), (40, "依那普利片", False), (10, "异搏定", False), (20, "异搏定", True),
        ],
    )  # fmt: skip
    def test_simvastatin(self, mg: float, beside: str, *, capped: bool) -> None:
        line = order("辛伐他汀片", mg, "mg", "qn")
        assert (("warn", "辛伐他汀/capped") in codes(line, others=(beside,))) is capped


class TestParacetamol:
    TABLET = order("对乙酰氨基酚片", 0.5, "g", "tid", days=3)

    def test_is_added_up(self) -> None:
        assert not any(code.endswith("/sum") for _, code in codes(self.TABLET))
        assert ("warn", "对乙酰氨基酚/sum") in codes(self.TABLET, order("对乙酰氨基酚片", 0.5, "g", "qid", days=3))
        assert ("warn", "对乙酰氨基酚/sum") not in codes(self.TABLET, order("对乙酰氨基酚片", 0.5, "g", "qd", days=3))

    def test_an_amount_nobody_knows_is_said(self) -> None:
        assert ("unchecked", "对乙酰氨基酚/untold") in codes(self.TABLET, others=("感康",))
        assert ("unchecked", "对乙酰氨基酚/untold") in codes(self.TABLET, others=("泰诺林",))


@pytest.mark.parametrize(
    ("ours", "others", "said_so"),
    [
        ("苯磺酸氨氯地平片", ("辛伐他汀",), True),
        ("苯磺酸氨氯地平片", ("瑞舒伐他汀",), False),
        ("缬沙坦胶囊", ("辛伐他汀",), False),
        ("维生素C片", ("辛伐他汀", "络活喜"), True),
    ],
)
def test_a_cap_of_what_others_gave_is_asked_for(ours: str, others: tuple[str, ...], *, said_so: bool) -> None:
    """三处方 §10: simvastatin beside amlodipine, at most 20 mg; how much is taken nobody said."""
    result = report([order(ours)], others=others)
    assert ("辛伐他汀/cap_untold" in {check.code for check in result.checks}) is said_so
    if said_so:
        assert result.ticks["dose"] == "unchecked"
