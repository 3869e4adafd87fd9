"""How the source tables become what the program ships: nothing is lost, units are what is handed out, sentences read well."""

import json
import re
from pathlib import Path

import pytest

from resources.building.cautions import cautions
from resources.building.doses import kidney_doses
from resources.building.drugs import base_unit, prescribed_name
from resources.building.source import polished
from vclinic.resources import resource

DRUGS = json.loads((resource("catalog") / "drugs.json").read_text(encoding="utf-8"))
_COUNTED = re.compile(r"每\d*(片|粒|袋|支|瓶|丸|贴)")


@pytest.mark.parametrize(
    ("form", "strength", "unit"),
    [("丸剂", "每袋装6g", "袋"), ("丸剂", "每10粒重2g", "粒"), ("丸剂", "每丸重9g", "丸"), ("片剂", "5mg", "片"), ("合剂", "每支装10ml", "支"), ("口服溶液剂", "", "瓶")],
)  # fmt: skip
def test_the_smallest_unit_is_what_the_strength_counts_by(form: str, strength: str, unit: str) -> None:
    assert base_unit(form, strength) == unit


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
    assert polished(written) == printed
    assert polished(printed) == printed


@pytest.mark.parametrize(
    ("generic", "form", "salt", "name"),
    [
        ("噻托溴铵", "吸入粉雾剂", "", "噻托溴铵吸入粉雾剂"), ("左氧氟沙星", "滴眼剂", "", "左氧氟沙星滴眼液"), ("氨氯地平", "片剂", "苯磺酸盐", "苯磺酸氨氯地平片"),
        ("缬沙坦", "胶囊", "", "缬沙坦胶囊"), ("蒙脱石", "散剂", "", "蒙脱石散"), ("青霉素", "注射用无菌粉末", "钠盐", "注射用青霉素钠"),
    ],
)  # fmt: skip
def test_names_are_those_on_the_box(generic: str, form: str, salt: str, name: str) -> None:
    assert prescribed_name(generic, form, salt, "") == name


def test_antibacterials_are_marked_where_they_go_into_the_body() -> None:
    marked = {(row[2], row[3]) for row in DRUGS if row[11]}
    assert {("阿莫西林", "胶囊"), ("甲硝唑", "片剂"), ("左氧氟沙星", "片剂")} <= marked
    assert not {("左氧氟沙星", "滴眼剂"), ("阿昔洛韦", "片剂"), ("氨氯地平", "片剂")} & marked


def test_a_dose_for_weak_kidneys_rests_on_the_words_of_its_row() -> None:
    """The figures are written down beside the words they come from; every one of them stands in those words."""
    for drug, condition, told, low, below, kind, figure, _ in json.loads(
        (resource("catalog") / "kidney_doses.json").read_text(encoding="utf-8")
    ):
        assert low < below, (drug, condition)
        assert (figure is None) is (kind in ("ask", "stop")), (drug, condition)
        if (
            kind in ("most", "start")
            and "每日 2 次" not in told
            and "隔日" not in told
            and drug not in ("阿莫西林", "奥司他韦")
        ):
            assert f"{figure:g}" in told, (drug, condition)


def test_a_row_that_changed_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "drug_cautions.csv").write_text(
        "drug,condition_code,advice,verification\n二甲双胍,renal:egfr30-45,停用,memory\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="二甲双胍"):
        kidney_doses(tmp_path)


@pytest.mark.parametrize(
    ("drug", "condition", "severity"),
    [
        ("替米沙坦", "disease:biliary_obstruction", "contraindicated"),
        ("布洛芬", "disease:heart_failure", "contraindicated"),
        ("布洛芬", "disease:chd", "major"),
        ("麻黄碱", "disease:bph", "major"),
        ("阿奇霉素", "disease:hypokalaemia", "major"),
        ("格列美脲", "disease:t1dm", "contraindicated"),
    ],
)
def test_a_row_that_names_several_conditions_is_one_row_each(drug: str, condition: str, severity: str) -> None:
    table = json.loads((resource("catalog") / "cautions.json").read_text(encoding="utf-8"))
    assert [row[3] for row in table if (row[0], row[5]) == (drug, condition)] == [severity]


@pytest.mark.parametrize(
    ("drug", "condition"),
    [
        ("塞来昔布", "allergy:sulfonamide"),
        ("复方磺胺甲噁唑", "allergy:sulfonamide"),
        ("尼美舒利", "age:<12y"),
        ("金刚烷胺", "age:<1y"),
        ("可待因", "age:<18y"),
        ("诺氟沙星", "age:<18y"),
    ],
)
def test_a_ban_that_stands_in_a_note_is_a_caution_once(drug: str, condition: str) -> None:
    table = json.loads((resource("catalog") / "cautions.json").read_text(encoding="utf-8"))
    assert [row[3] for row in table if (row[0], row[5]) == (drug, condition)] == ["contraindicated"]


def noted(folder: Path, name: str, ingredients: str, note: str, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    monkeypatch.setattr("resources.building.cautions._ALSO_CONDITIONS", {})
    for file, heads, row in (
        ("drug_cautions.csv", "drug,condition_code,condition", ""),
        ("drug_names.csv", "name,ingredients,note", f"{name},{ingredients},{note}"),
        ("dose_limits.csv", "drug,note", ""),
    ):
        (folder / file).write_text(f"{heads}\n{row}\n" if row else f"{heads}\n", encoding="utf-8")
    return cautions(folder)


def test_a_ban_by_age_of_several_ingredients_stops_the_build_until_somebody_says_whose_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [row[0] for row in noted(tmp_path, "甲药", "乙", "慎用", monkeypatch)] == ["塞来昔布"]
    *_, row = noted(tmp_path, "甲药", "乙", "9 岁以下禁用", monkeypatch)
    assert (row[0], row[1], row[5], row[6]) == ("乙", "age", "age:<9y", "memory")
    with pytest.raises(ValueError, match="甲药"):
        noted(tmp_path, "甲药", "乙|丙", "9 岁以下禁用", monkeypatch)


def test_conditions_whose_row_is_gone_stop_the_build(tmp_path: Path) -> None:
    (tmp_path / "drug_cautions.csv").write_text("drug,condition\n布洛芬,过敏\n", encoding="utf-8")
    with pytest.raises(ValueError, match="哮喘"):
        cautions(tmp_path)


def test_a_condition_taken_out_of_a_row_is_called_by_its_own_name() -> None:
    table = json.loads((resource("catalog") / "cautions.json").read_text(encoding="utf-8"))
    (text,) = [row[2] for row in table if (row[0], row[5]) == ("麻黄碱", "disease:bph")]
    assert text == "前列腺增生"
