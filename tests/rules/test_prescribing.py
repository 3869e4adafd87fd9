"""Checks of a medication prescription, over the shipped tables."""

from dataclasses import replace

import pytest

from tests.rules.people import CATALOG, order, person, report
from vclinic.domain.prescription import Check, MedicationOrder
from vclinic.rules.person import PersonFacts

AMLODIPINE = order("苯磺酸氨氯地平片", 5, "mg")


def checks(orders: list[MedicationOrder], who: PersonFacts | None = None, others: tuple[str, ...] = ()) -> list[Check]:
    return list(report(orders, who, others).checks)


def found(result: list[Check], severity: str) -> set[str]:
    return {check.code for check in result if check.severity == severity}


def ticks(result: list[Check]) -> set[str]:
    return found(result, "ok")


def test_an_ordinary_prescription_gets_its_four_ticks_and_nothing_else() -> None:
    result = checks([AMLODIPINE])
    assert ticks(result) == {"allergy", "duplicate", "dose", "interaction"}
    assert {check.severity for check in result} == {"ok"}


@pytest.mark.parametrize(("quantity", "warned"), [(28, False), (30, False), (58, False), (59, True), (300, True)])
def test_three_hundred_tablets_for_four_weeks_want_a_reason(quantity: int, warned: bool) -> None:
    line = replace(AMLODIPINE, days=28, quantity=quantity)
    result = checks([line])
    assert ("氨氯地平/quantity" in found(result, "warn")) is warned
    if warned:
        (told,) = (check for check in result if check.code == "氨氯地平/quantity")
        assert told.text == f"苯磺酸氨氯地平片开了 {quantity} 片，28 天只用 28 片，请核对数量。"
        assert told.lines == (1,)


def test_a_quantity_nobody_can_compute_is_the_doctors() -> None:
    assert "氨氯地平/quantity" not in found(checks([replace(AMLODIPINE, frequency="prn", quantity=300)]), "warn")
    assert "氨氯地平/quantity" not in found(checks([replace(AMLODIPINE, drug_id="", quantity=300)]), "warn")


def test_the_most_serious_comes_first() -> None:
    result = checks(
        [order("依那普利片", 5, "mg"), order("缬沙坦胶囊", 80, "mg"), order("阿莫西林胶囊", 0.5, "g", "tid")]
    )
    ranks = [("forbid", "warn", "note", "unchecked", "ok").index(check.severity) for check in result]
    assert ranks == sorted(ranks)


class TestForbidden:
    """What the three-prescriptions rules forbid (§2.3, §8, §10)."""

    @pytest.mark.parametrize(
        ("one", "two", "code"),
        [
            ("依那普利片", "缬沙坦胶囊", "依那普利/缬沙坦"),
            ("缬沙坦氨氯地平片", "卡托普利片", "卡托普利/缬沙坦"),
            ("辛伐他汀片", "红霉素肠溶片", "红霉素/辛伐他汀"),
            ("硝酸甘油片", "枸橼酸西地那非片", "硝酸甘油/西地那非"),
            ("辛伐他汀片", "吉非罗齐胶囊", "吉非罗齐/辛伐他汀"),
        ],
    )  # fmt: skip
    def test_pairs(self, one: str, two: str, code: str) -> None:
        assert code in found(checks([order(one), order(two)]), "forbid")
        assert code in found(checks([order(two), order(one)]), "forbid")

    def test_pairs_with_what_the_resident_buys_elsewhere(self) -> None:
        result = checks([order("依那普利片", 5, "mg")], others=("氯沙坦钾片",))
        assert [check.text for check in result if check.severity == "forbid"] == [
            "依那普利片和氯沙坦钾片：普利类不能和沙坦类合用，请只留一种。"
        ]

    @pytest.mark.parametrize(
        ("ours", "bought"),
        [
            ("卡托普利片", "氯沙坦钾氢氯噻嗪片"), ("卡托普利片", "代文"), ("缬沙坦胶囊", "开博通"), ("缬沙坦胶囊", "洛丁新"),
            ("硝酸甘油片", "金戈"), ("单硝酸异山梨酯片", "万艾可"),
        ],
    )  # fmt: skip
    def test_pairs_whatever_the_other_drug_is_called(self, ours: str, bought: str) -> None:
        result = checks([order(ours)], others=(bought,))
        assert [check.severity for check in result if check.kind == "interaction"] == ["forbid"]

    def test_what_others_prescribed_is_not_ours_to_forbid_nor_to_keep_silent_about(self) -> None:
        result = checks([AMLODIPINE], person(age=30, pregnant=True), others=("代文",))
        told = next(check for check in result if check.code == "缬沙坦/pregnancy:any")
        assert (told.severity, told.lines) == ("warn", ())
        assert told.text.startswith("在别处用的代文：妊娠")
        assert told.text.endswith("。请联系开药的医生。")
        gout = person(diseases=frozenset(("htn", "gout")))
        assert "氢氯噻嗪/disease:gout" in found(checks([AMLODIPINE], gout, others=("北京降压0号",)), "warn")

    def test_m3_gout_and_a_thiazide(self) -> None:
        gout = person(diseases=frozenset(("htn", "gout")))
        assert found(checks([order("氢氯噻嗪片", 12.5, "mg")], gout), "forbid") == {"氢氯噻嗪/disease:gout"}
        assert found(checks([order("氢氯噻嗪片", 12.5, "mg")]), "forbid") == set()

    @pytest.mark.parametrize(
        ("name", "generic"),
        [("依那普利片", "依那普利"), ("缬沙坦胶囊", "缬沙坦"), ("辛伐他汀片", "辛伐他汀"), ("格列本脲片", "格列本脲")],
    )
    def test_pregnancy(self, name: str, generic: str) -> None:
        assert found(checks([order(name)], person(age=30, pregnant=True)), "forbid") == {f"{generic}/pregnancy:any"}
        assert found(checks([order(name)], person(age=30)), "forbid") == set()
        assert found(checks([order("胰岛素注射液", 4, "单位")], person(age=30, pregnant=True)), "forbid") == set()

    @pytest.mark.parametrize(
        ("egfr", "severity"),
        [(28, "forbid"), (29.9, "forbid"), (30, "warn"), (44, "warn"), (45, None), (None, "unchecked")],
    )
    def test_m6_metformin_and_the_kidney(self, egfr: float | None, severity: str | None) -> None:
        result = checks([order("二甲双胍片", 0.5, "g", "bid")], person(egfr=egfr))
        worst = next((check.severity for check in result if "egfr" in check.code), None)
        assert worst == severity

    def test_an_order_that_was_stopped_is_not_checked(self) -> None:
        result = checks(
            [order("依那普利片", 5, "mg", change="stopped", line_no=7), order("缬沙坦胶囊", 80, "mg")],
            others=("依那普利片",),
        )
        assert found(result, "forbid") == set()


class TestAllergy:
    def test_to_the_group_itself_forbids(self) -> None:
        result = checks([order("阿莫西林胶囊", 0.5, "g", "tid")], person(allergies=("penicillin",)))
        assert found(result, "forbid") == {"阿莫西林/allergy:penicillin"}
        assert "allergy" not in ticks(result)

    def test_across_groups_asks_for_a_reason(self) -> None:
        result = checks([order("头孢克肟颗粒", 0.1, "g", "bid")], person(allergies=("penicillin",)))
        assert found(result, "forbid") == set()
        assert "头孢克肟/allergy:penicillin" in found(result, "warn")

    def test_of_the_faint_kind_is_only_shown(self) -> None:
        result = checks([order("氢氯噻嗪片", 12.5, "mg")], person(allergies=("sulfonamide",)))
        assert found(result, "warn") | found(result, "forbid") == set()
        assert "氢氯噻嗪/allergy:sulfonamide" in found(result, "note")

    def test_as_written_by_hand(self) -> None:
        result = checks([order("布洛芬缓释胶囊", 0.3, "g", "bid")], person(allergy_text="布洛芬、花粉"))
        assert "布洛芬/allergy" in found(result, "forbid")
        assert found(checks([AMLODIPINE], person(allergy_text="布洛芬、花粉")), "forbid") == set()

    def test_a_skin_test_is_asked_for(self) -> None:
        assert "阿莫西林/skin_test:penicillin" in found(checks([order("阿莫西林胶囊", 0.5, "g", "tid")]), "note")
        cef = [order("头孢克肟颗粒", 0.1, "g", "bid")]
        assert "头孢克肟/skin_test:cephalosporin" not in found(checks(cef), "note")
        assert "头孢克肟/skin_test:cephalosporin" in found(checks(cef, person(allergies=("cephalosporin",))), "note")


class TestDuplicates:
    def test_m5_two_of_one_class_want_a_reason(self) -> None:
        result = checks([AMLODIPINE, order("硝苯地平缓释片", 20, "mg", "bid")])
        assert found(result, "warn") == {"class/氨氯地平/硝苯地平"}
        assert "地平类降压药" in next(entry.text for entry in result if entry.kind == "duplicate")

    def test_the_same_drug_twice(self) -> None:
        result = checks([AMLODIPINE, order("马来酸氨氯地平片", 5, "mg")])
        assert found(result, "warn") == {"same/氨氯地平/氨氯地平"}

    def test_the_form_names_what_we_prescribe_without_doubling_it(self) -> None:
        assert checks([AMLODIPINE], others=("氨氯地平",)) == checks([AMLODIPINE])

    def test_a_table_row_of_the_duplicate_kind(self) -> None:
        result = checks([order("消渴丸", 5, "丸", "bid")], others=("格列本脲片",))
        assert {check.kind for check in result if check.severity == "warn"} == {"duplicate"}

    def test_a_combination_is_all_its_drugs(self) -> None:
        result = checks([order("氢氯噻嗪片", 12.5, "mg")], others=("复方利血平氨苯蝶啶片",))
        assert "same/氢氯噻嗪/氢氯噻嗪" in found(result, "warn")
        result = checks([order("依那普利片", 5, "mg")], others=("降压0号",))
        assert "依那普利/氨苯蝶啶" in found(result, "warn")
        asked = checks([order("马来酸氨氯地平片", 5, "mg")], others=("络活喜",))
        assert [check.text for check in asked if check.severity == "warn"] == [
            "马来酸氨氯地平片和络活喜：是同一盒吗？是同一盒就只记一次；不是，就是同一种药吃了两份。"
        ]

    def test_an_unknown_name_gets_no_tick(self) -> None:
        result = checks([AMLODIPINE], others=("祖传降压散", "阿司匹林"))
        assert "interaction" not in ticks(result)
        (told,) = [check for check in result if check.code == "unknown_name"]
        assert told.text == "祖传降压散：认不出药名，没有比对过敏、重复、相互作用和疾病，请对着药盒核对，说明是什么药。"

    def test_two_drugs_from_elsewhere_are_warned_of_and_never_closed(self) -> None:
        result = checks([AMLODIPINE], others=("依那普利片", "氯沙坦钾片"))
        assert found(result, "forbid") == set()
        (told,) = [check for check in result if check.severity == "warn"]
        assert told.text.endswith("请联系开药的医生。")
        assert (told.kind, told.lines, told.drugs) == ("interaction", (), ("依那普利", "氯沙坦"))


class TestInteractions:
    def test_from_memory_or_not_a_table_row_never_forbids(self) -> None:
        result = checks([order("氯化钾片", 0.5, "g", "tid")], others=("螺内酯片",))
        assert [(check.severity, check.kind) for check in result if check.code == "氯化钾/螺内酯"] == [
            ("warn", "interaction")
        ]
        assert "interaction" not in ticks(result)

    def test_a_pain_killer_bought_elsewhere(self) -> None:
        result = checks([order("缬沙坦胶囊", 80, "mg")], others=("布洛芬缓释胶囊",))
        text = next(entry.text for entry in result if entry.kind == "interaction")
        assert text.startswith("缬沙坦胶囊和布洛芬缓释胶囊：")

    @pytest.mark.parametrize(("severity", "shown"), [("moderate", "note"), ("minor", None)])
    def test_weaker_rows_are_shown_or_hidden(self, severity: str, shown: str | None) -> None:
        a, b = _pair(severity)
        result = checks([order(a)], others=(b,))
        code = "/".join(sorted((CATALOG.generics_of(a)[0], CATALOG.generics_of(b)[0])))
        assert next((check.severity for check in result if check.code == code), None) == shown


def _pair(severity: str) -> tuple[str, str]:
    """A pair of that severity that no other check speaks of."""
    products = {drug.generic: drug.name for drug in reversed(CATALOG.search("片", 3000))}
    for known in CATALOG._interactions.values():
        if known.severity == severity and known.kind == "interaction" and known.a in products and known.b in products:
            return products[known.a], products[known.b]
    raise AssertionError(severity)


class TestTheMinimalList:
    """§10: pairs that want a reason whatever the larger table says, and a dose that depends on its company."""

    @pytest.mark.parametrize(
        ("one", "two"),
        [
            ("阿司匹林肠溶片", "氯吡格雷片"), ("氢氯噻嗪片", "布洛芬片"), ("格列齐特片", "左氧氟沙星片"), ("华法林片", "左氧氟沙星片"),
            ("华法林片", "阿莫西林胶囊"), ("辛伐他汀片", "非诺贝特片"), ("缬沙坦胶囊", "双氯芬酸钠肠溶片"),
            ("瑞舒伐他汀钙片", "克拉霉素片"), ("瑞舒伐他汀钙片", "红霉素肠溶片"), ("阿托伐他汀钙片", "克拉霉素片"),
        ],
    )  # fmt: skip
    def test_pairs(self, one: str, two: str) -> None:
        for lines in ([order(one), order(two)], [order(two), order(one)]):
            assert "warn" in {check.severity for check in checks(lines) if check.kind == "interaction"}

    @pytest.mark.parametrize(
        ("mg", "beside", "capped"),
        [
            (20, "苯磺酸氨氯地平片", False), (40, "苯磺酸氨氯地平片", True), (40, "络活喜", True), (40, "依那普利片", False),
            (10, "维拉帕米片", False), (20, "维拉帕米片", True),
        ],
    )  # fmt: skip
    def test_simvastatin(self, mg: float, beside: str, *, capped: bool) -> None:
        result = checks([order("辛伐他汀片", mg, "mg", "qn")], others=(beside,))
        assert ("辛伐他汀/capped" in found(result, "warn")) is capped
        ours = checks([order("辛伐他汀片", mg, "mg", "qn"), order(beside)])
        assert ("辛伐他汀/capped" in found(ours, "warn")) is capped

    def test_a_dose_that_cannot_be_told_is_left_to_the_dose_check(self) -> None:
        for line in (order("辛伐他汀片", 1, "IU"), order("辛伐他汀片", 40, "mg", "prn")):
            assert "辛伐他汀/capped" not in found(checks([line, AMLODIPINE]), "warn")


class TestConditions:
    def test_a_woman_who_may_bear_children_is_asked(self) -> None:
        for name, generic in (("依那普利片", "依那普利"), ("缬沙坦胶囊", "缬沙坦")):
            asked = f"{generic}/planning:pregnancy"
            assert asked in found(checks([order(name)], person(age=32)), "warn")
            assert asked in found(checks([order(name)], person(age=49)), "warn")
            assert asked not in found(checks([order(name)], person(age=50)), "warn")
            assert asked not in found(checks([order(name)], person(age=32, sex_code="1")), "warn")
        assert found(checks([AMLODIPINE], person(age=32)), "warn") == set()

    @pytest.mark.parametrize(
        ("name", "pulse", "asked"),
        [
            ("酒石酸美托洛尔片", 54, True), ("酒石酸美托洛尔片", 55, False), ("酒石酸美托洛尔片", None, False), ("维拉帕米片", 48, True),
            ("苯磺酸氨氯地平片", 48, True),
        ],
    )  # fmt: skip
    def test_a_slow_heart(self, name: str, pulse: int | None, *, asked: bool) -> None:
        assert ("slow_pulse" in found(checks([order(name)], person(heart_rate=pulse)), "warn")) is asked

    @pytest.mark.parametrize(
        ("name", "sbp", "closed"),
        [("单硝酸异山梨酯片", 89, True), ("单硝酸异山梨酯片", 90, False), ("硝酸甘油片", 85, True), ("硝酸甘油片", None, False), ("苯磺酸氨氯地平片", 85, False)],
    )  # fmt: skip
    def test_nitrates_and_a_low_pressure(self, name: str, sbp: int | None, *, closed: bool) -> None:
        assert any("hypotension" in code for code in found(checks([order(name)], person(sbp=sbp)), "forbid")) is closed

    def test_a_caution_is_a_whole_sentence(self) -> None:
        asthma = person(diseases=frozenset(("htn", "asthma")))
        told = [check.text for check in checks([order("酒石酸美托洛尔片", 25, "mg", "bid")], asthma)]
        assert any(text.endswith("小剂量。") for text in told)

    def test_lungs_and_beta_blockers(self) -> None:
        metoprolol, propranolol = order("酒石酸美托洛尔片", 25, "mg", "bid"), order("普萘洛尔片", 10, "mg", "bid")
        for disease, line, severity in (
            ("copd", metoprolol, "note"),
            ("copd", propranolol, "warn"),
            ("asthma", metoprolol, "forbid"),
            ("asthma", propranolol, "forbid"),
        ):
            sick = person(diseases=frozenset(("htn", disease)))
            assert any(code.endswith(f"/disease:{disease}") for code in found(checks([line], sick), severity))
            assert found(checks([AMLODIPINE], sick), "warn") == set()

    @pytest.mark.parametrize("name", ["格列齐特缓释片", "格列美脲片"])
    def test_low_sugar_in_the_old(self, name: str) -> None:
        code = f"{CATALOG.generics_of(name)[0]}/low_sugar"
        assert code in found(checks([order(name)], person(age=75)), "warn")
        assert code not in found(checks([order(name)], person(age=74)), "warn")
        assert found(checks([AMLODIPINE], person(age=75)), "warn") == set()

    def test_insulin_in_the_old(self) -> None:
        assert "甘精胰岛素/low_sugar" in found(checks([order("甘精胰岛素注射液", 10, "单位")], person(age=80)), "warn")

    def test_drugs_that_raise_the_pressure(self) -> None:
        result = checks([order("复方甲氧那明胶囊", 2, "粒", "tid")])
        assert "甲氧那明/disease:hypertension" in found(result, "warn")
        healthy = person(diseases=frozenset())
        assert "甲氧那明/disease:hypertension" not in found(
            checks([order("复方甲氧那明胶囊", 2, "粒", "tid")], healthy), "warn"
        )

    def test_drink(self) -> None:
        metronidazole = [order("甲硝唑片", 0.2, "g", "tid")]
        assert "甲硝唑/lifestyle:alcohol" in found(checks(metronidazole, person(drinks=True)), "forbid")
        assert "甲硝唑/lifestyle:alcohol" not in found(checks(metronidazole), "forbid")

    def test_age(self) -> None:
        assert "地西泮/age:>=65y" in found(checks([order("地西泮片", 2.5, "mg", "qn")], person(age=65)), "warn")
        assert "地西泮/age:>=65y" not in found(checks([order("地西泮片", 2.5, "mg", "qn")], person(age=64)), "warn")

    def test_what_is_not_known_is_not_guessed(self) -> None:
        result = checks([order("布洛芬片", 0.2, "g", "tid")], person(egfr=None))
        assert not any("renal" in check.code or "hepatic" in check.code for check in result)

    def test_a_sick_liver(self) -> None:
        sick = person(diseases=frozenset(("htn", "hepatitis")))
        valproate = [order("丙戊酸钠片", 0.2, "g", "tid")]
        assert "丙戊酸钠/hepatic:any" in found(checks(valproate, sick), "warn")
        assert not any("hepatic" in check.code for check in checks(valproate))
        # how active it is nobody has said
        assert not any("hepatic" in check.code for check in checks([order("辛伐他汀片", 20, "mg", "qn")], sick))

    def test_a_drug_marked_for_specialists(self) -> None:
        drug = next(drug for drug in CATALOG._drugs.values() if drug.restricted and drug.kind == "western")
        result = checks([order(drug.name, drug_id=drug.id)])
        assert "restricted" in found(result, "note")
        assert "△" in next(check.text for check in result if check.code == "restricted")


def test_every_source_is_told_in_chinese() -> None:
    lines = [
        order("依那普利片", 80, "mg"),
        order("辛伐他汀片", 5, "mg", "qn"),
        order("左氧氟沙星片"),
        order("氯化钾片", 0.5, "g", "tid"),
    ]
    told = checks(lines, person(age=80, diseases=frozenset(("htn", "ckd", "gout"))))
    assert [entry.source for entry in told if entry.source.isascii()] == []


class TestTheForm:
    @pytest.mark.parametrize(
        ("days", "chronic", "code", "severity"),
        [
            (5, False, None, None), (7, False, None, None), (10, False, "R2", "warn"), (28, True, None, None), (29, True, "R4/4weeks", "warn"),
            (60, True, "R4/4weeks", "warn"), (84, True, "R4/4weeks", "warn"), (85, True, "R4/12weeks", "forbid"), (90, True, "R4/12weeks", "forbid"),
        ],
    )  # fmt: skip
    def test_days(self, days: int, chronic: bool, code: str | None, severity: str | None) -> None:
        who = person(diseases=frozenset(("htn",)) if chronic else frozenset())
        result = checks([order("苯磺酸氨氯地平片", 5, "mg", days=days)], who)
        assert next(((check.code, check.severity) for check in result if check.kind == "days"), (None, None)) == (
            code,
            severity,
        )

    def test_rx7_six_drugs(self) -> None:
        lines = [
            order(name)
            for name in (
                "苯磺酸氨氯地平片",
                "阿司匹林肠溶片",
                "辛伐他汀片",
                "格列齐特缓释片",
                "二甲双胍片",
                "维生素B2片",
            )
        ]
        assert "R5" in found(checks(lines), "forbid")
        assert "R5" not in found(checks(lines[:5]), "forbid")
        bought = order("家里的药", drug_id="")
        assert "R5" not in found(checks([*lines[:5], bought]), "forbid")

    def test_an_empty_prescription_has_nothing_against_it(self) -> None:
        assert {check.severity for check in checks([])} == {"ok"}


def test_words_nobody_can_read_are_work_to_do_and_no_tick() -> None:
    result = report([AMLODIPINE], person(unread=("鬼剃头样怪症",)))
    assert (result.ticks["disease"], result.ticks["allergy"]) == ("unchecked", "unchecked")
    assert "“鬼剃头样怪症”：认不出" in next(check.text for check in result.checks if check.code == "unread")
    assert result.savable
