"""How the source tables become what the program ships: nothing is lost, units are what is handed out, sentences read well."""

import json
import re
import runpy

import pytest

from vclinic.resources import resource

BUILD = runpy.run_path(str(resource("build_catalog.py")))
DRUGS = json.loads((resource("catalog") / "drugs.json").read_text(encoding="utf-8"))
_COUNTED = re.compile(r"每\d*(片|粒|袋|支|瓶|丸|贴)")


@pytest.mark.parametrize(
    ("form", "strength", "unit"),
    [("丸剂", "每袋装6g", "袋"), ("丸剂", "每10粒重2g", "粒"), ("丸剂", "每丸重9g", "丸"), ("片剂", "5mg", "片"), ("合剂", "每支装10ml", "支"), ("口服溶液剂", "", "瓶")],
)  # fmt: skip
def test_the_smallest_unit_is_what_the_strength_counts_by(form: str, strength: str, unit: str) -> None:
    assert BUILD["base_unit"](form, strength) == unit


def test_no_drug_counts_by_one_unit_and_is_handed_out_by_another() -> None:
    counted = [(row, match[1]) for row in DRUGS if (match := _COUNTED.match(row[4]))]
    assert len(counted) > 500
    assert [row[0] for row, unit in counted if row[7] != unit] == []


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("辛伐他汀每日不超过20mg", "辛伐他汀每日不超过 20 mg"), ("CYP2C9抑制，严重低血糖(氟康唑)", "CYP2C9 抑制，严重低血糖（氟康唑）"),
        ('再加利尿剂为"三联打击"', "再加利尿剂为“三联打击”"), ("用药1周、1月内查血钾", "用药 1 周、1 月内查血钾"), ("停用48h", "停用 48h"), ("禁用", "禁用"),
    ],
)  # fmt: skip
def test_sentences_are_set_as_they_are_printed(written: str, printed: str) -> None:
    assert BUILD["polished"](written) == printed
    assert BUILD["polished"](printed) == printed


@pytest.mark.parametrize(
    ("generic", "form", "salt", "name"),
    [
        ("噻托溴铵", "吸入粉雾剂", "", "噻托溴铵吸入粉雾剂"), ("左氧氟沙星", "滴眼剂", "", "左氧氟沙星滴眼液"), ("氨氯地平", "片剂", "苯磺酸盐", "苯磺酸氨氯地平片"),
        ("缬沙坦", "胶囊", "", "缬沙坦胶囊"), ("蒙脱石", "散剂", "", "蒙脱石散"), ("青霉素", "注射用无菌粉末", "钠盐", "注射用青霉素钠"),
    ],
)  # fmt: skip
def test_names_are_those_on_the_box(generic: str, form: str, salt: str, name: str) -> None:
    assert BUILD["prescribed_name"](generic, form, salt, "") == name


def test_antibacterials_are_marked_where_they_go_into_the_body() -> None:
    marked = {(row[2], row[3]) for row in DRUGS if row[11]}
    assert {("阿莫西林", "胶囊"), ("甲硝唑", "片剂"), ("左氧氟沙星", "片剂")} <= marked
    assert not {("左氧氟沙星", "滴眼剂"), ("阿昔洛韦", "片剂"), ("氨氯地平", "片剂")} & marked
