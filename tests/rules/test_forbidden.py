"""What the rules forbid or want a reason for, asked of two names or of a name and a person (three prescriptions §2.3, §8,
§10): whatever the drugs are called, whichever comes first, and exactly at the limit."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import CATALOG, person
from vclinic.rules.forbidden import forbidden_for, forbidden_pair, same_class, wants_a_reason, warned_for

NAMES = (
    "依那普利片", "开博通", "缬沙坦胶囊", "代文", "缬沙坦氨氯地平片", "苯磺酸氨氯地平片", "硝苯地平缓释片", "氢氯噻嗪片",
    "辛伐他汀片", "阿托伐他汀钙片", "吉非罗齐胶囊", "非诺贝特片", "红霉素肠溶片", "硝酸甘油片", "万艾可", "阿司匹林肠溶片",
    "氯吡格雷片", "华法林片", "格列齐特缓释片", "消渴丸", "二甲双胍片", "酒石酸美托洛尔片", "布洛芬片", "六味地黄丸", "自家草药",
)  # fmt: skip
ANY = st.sampled_from(NAMES)


class TestPairs:
    @pytest.mark.parametrize(
        ("one", "other", "code"),
        [
            ("依那普利片", "缬沙坦胶囊", "ACEI+ARB"),
            ("开博通", "代文", "ACEI+ARB"),
            ("依那普利片", "缬沙坦氨氯地平片", "ACEI+ARB"),
            ("吉非罗齐胶囊", "辛伐他汀片", "statin+gemfibrozil"),
            ("辛伐他汀片", "红霉素肠溶片", "statin+macrolide"),
            ("硝酸甘油片", "万艾可", "nitrate+pde5"),
        ],
    )
    def test_what_may_not_be_together(self, one: str, other: str, code: str) -> None:
        for pair in ((one, other), (other, one)):
            rule = forbidden_pair(*pair, CATALOG)
            assert rule is not None
            assert (rule.code, rule.source) == (code, "一病三处方规则")
            assert rule.text.endswith("。")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("依那普利片", "苯磺酸氨氯地平片"), ("缬沙坦胶囊", "氢氯噻嗪片"), ("阿托伐他汀钙片", "红霉素肠溶片"), ("非诺贝特片", "辛伐他汀片"),
            ("硝酸甘油片", "阿司匹林肠溶片"), ("自家草药", "依那普利片"), ("依那普利片", "卡托普利片"),
        ],
    )  # fmt: skip
    def test_what_is_only_watched_or_usual_is_not_forbidden(self, one: str, other: str) -> None:
        assert forbidden_pair(one, other, CATALOG) is None

    @given(ANY, ANY)
    def test_no_rule_asks_which_drug_was_written_first(self, one: str, other: str) -> None:
        assert forbidden_pair(one, other, CATALOG) == forbidden_pair(other, one, CATALOG)
        assert wants_a_reason(one, other, CATALOG) == wants_a_reason(other, one, CATALOG)
        assert same_class(one, other, CATALOG) == same_class(other, one, CATALOG)

    @pytest.mark.parametrize(
        ("one", "other", "wanted"),
        [
            ("氢氯噻嗪片", "布洛芬片", True),
            ("依那普利片", "布洛芬片", True),
            ("阿司匹林肠溶片", "氯吡格雷片", True),
            ("阿司匹林肠溶片", "华法林片", True),
            ("格列齐特缓释片", "左氧氟沙星片", True),
            ("消渴丸", "氟康唑胶囊", True),
            ("华法林片", "头孢呋辛酯片", True),
            ("阿托伐他汀钙片", "非诺贝特片", True),
            ("苯磺酸氨氯地平片", "布洛芬片", False),
            ("二甲双胍片", "左氧氟沙星片", False),
            ("自家草药", "布洛芬片", False),
        ],
    )
    def test_the_minimal_list(self, one: str, other: str, *, wanted: bool) -> None:
        assert wants_a_reason(one, other, CATALOG) is wanted

    @pytest.mark.parametrize(
        ("one", "other", "shared"),
        [
            ("苯磺酸氨氯地平片", "硝苯地平缓释片", "地平类降压药"),
            ("依那普利片", "开博通", "普利类降压药"),
            ("缬沙坦胶囊", "氯沙坦钾片", "沙坦类降压药"),
            ("缬沙坦氨氯地平片", "硝苯地平缓释片", "地平类降压药"),
            ("格列齐特缓释片", "消渴丸", "磺脲类降糖药"),
            ("辛伐他汀片", "阿托伐他汀钙片", "他汀类调脂药"),
            ("酒石酸美托洛尔片", "富马酸比索洛尔片", "β 受体阻滞剂"),
            ("依那普利片", "缬沙坦胶囊", None),
            ("二甲双胍片", "格列齐特缓释片", None),
            ("自家草药", "六味地黄丸", None),
        ],
    )
    def test_m5_one_of_a_class_is_enough(self, one: str, other: str, shared: str | None) -> None:
        assert same_class(one, other, CATALOG) == shared

    def test_a_pair_that_is_forbidden_is_never_called_a_mere_repetition(self) -> None:
        for one, other in combinations(NAMES, 2):
            if forbidden_pair(one, other, CATALOG) is not None and "氨氯地平" not in one + other:
                assert same_class(one, other, CATALOG) is None, (one, other)


class TestAPerson:
    @pytest.mark.parametrize(
        ("name", "known", "code"),
        [
            ("氢氯噻嗪片", {"diseases": frozenset(("gout",))}, "gout+thiazide"),
            ("吲达帕胺片", {"diseases": frozenset(("gout",))}, "gout+thiazide"),
            ("北京降压0号", {"diseases": frozenset(("gout",))}, "gout+thiazide"),
            ("氢氯噻嗪片", {}, None),
            ("呋塞米片", {"diseases": frozenset(("gout",))}, None),
            ("缬沙坦胶囊", {"pregnant": True}, "pregnancy+ARB"),
            ("代文", {"pregnant": True}, "pregnancy+ARB"),
            ("消渴丸", {"pregnant": True}, "pregnancy+SULFONYLUREA"),
            ("苯磺酸氨氯地平片", {"pregnant": True}, None),
            ("二甲双胍片", {"pregnant": True}, None),
            ("硝酸甘油片", {"sbp": 89}, "low_bp+nitrate"),
            ("硝酸甘油片", {"sbp": 90}, None),
            ("硝酸甘油片", {}, None),
            ("二甲双胍片", {"egfr": 29.9}, "egfr+metformin"),
            ("二甲双胍片", {"egfr": 30.0}, None),
            ("格华止", {"egfr": 28.0}, "egfr+metformin"),
            ("二甲双胍片", {}, None),
            ("自家草药", {"pregnant": True, "egfr": 10.0, "sbp": 60}, None),
        ],
    )
    def test_may_not_have(self, name: str, known: dict[str, Any], code: str | None) -> None:
        rule = forbidden_for(name, person(**known), CATALOG)
        assert (rule.code if rule else None) == code

    def test_m6_says_the_figure_and_the_limit(self) -> None:
        rule = forbidden_for("二甲双胍片", person(egfr=28.5), CATALOG)
        assert rule is not None
        assert rule.text == "肾小球滤过率 28.5，低于 30，不能用二甲双胍。"

    @given(ANY, st.integers(5, 120), st.integers(0, 60))
    def test_weaker_kidneys_never_open_what_stronger_ones_close(self, name: str, egfr: int, weaker: int) -> None:
        if forbidden_for(name, person(egfr=float(egfr)), CATALOG) is not None:
            assert forbidden_for(name, person(egfr=float(max(1, egfr - weaker))), CATALOG) is not None

    @pytest.mark.parametrize(
        ("name", "known", "codes"),
        [
            ("依那普利片", {"age": 15}, ["planning+ACEI"]),
            ("依那普利片", {"age": 14}, []),
            ("缬沙坦胶囊", {"age": 49}, ["planning+ARB"]),
            ("缬沙坦胶囊", {"age": 50}, []),
            ("缬沙坦胶囊", {"age": 32, "sex_code": "1"}, []),
            ("缬沙坦胶囊", {"age": 32, "pregnant": True}, []),
            ("辛伐他汀片", {"age": 32}, []),
            ("酒石酸美托洛尔片", {"heart_rate": 54}, ["slow_heart"]),
            ("酒石酸美托洛尔片", {"heart_rate": 55}, []),
            ("维拉帕米片", {"heart_rate": 50}, ["slow_heart"]),
            ("酒石酸美托洛尔片", {"diseases": frozenset(("copd",)), "heart_rate": 50}, ["slow_heart", "copd+beta_blocker"]),
            ("格列齐特缓释片", {"age": 75}, ["old+low_sugar"]),
            ("格列齐特缓释片", {"age": 74}, []),
            ("甘精胰岛素注射液", {"age": 80}, ["old+low_sugar"]),
            ("二甲双胍片", {"age": 90}, []),
        ],
    )  # fmt: skip
    def test_wants_a_reason_for(self, name: str, known: dict[str, Any], codes: list[str]) -> None:
        assert [rule.code for rule in warned_for(name, person(**known), CATALOG)] == codes

    def test_w14_a_woman_of_48_is_asked_before_a_sartan_and_not_forbidden_it(self) -> None:
        woman = person(age=48)
        assert forbidden_for("缬沙坦胶囊", woman, CATALOG) is None
        (asked,) = warned_for("缬沙坦胶囊", woman, CATALOG)
        assert asked.text == "48 岁女性，备孕或可能怀孕时不能用沙坦类，请先问清。"
