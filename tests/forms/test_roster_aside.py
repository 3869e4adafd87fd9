"""What people write behind a name, or in a column nobody knows, of somebody who is gone."""

from pathlib import Path

import pytest

from tests.forms.rosters import ZHANG, read
from vclinic.forms.roster_aside import with_asides


@pytest.mark.parametrize(
    ("name", "remark", "expected"),
    [
        ("孙三（已故）", "", ("孙三", "已故")),
        ("孙三 [2024年去世]", "低保", ("孙三", "低保 2024年去世")),
        ("孙三(已迁走)", "", ("孙三", "已迁走")),
        ("孙三（亡）", "", ("孙三", "已亡")),
        ("孙三 †", "", ("孙三", "已亡")),
        ("孙三 已死亡", "", ("孙三", "已死亡")),
        ("孙大有已故", "", ("孙大有", "已故")),
        ("花已故", "", ("花已故", "")),
        ("孙亡", "", ("孙亡", "")),
        ("孙三(大)", "", ("孙三(大)", "")),
        ("孙三（父亲已故）", "", ("孙三（父亲已故）", "")),
        ("孙三", "独居", ("孙三", "独居")),
        ("", "", ("", "")),
    ],
)
def test_a_name_that_says_somebody_is_gone_says_it_in_the_remark(
    name: str, remark: str, expected: tuple[str, str]
) -> None:
    row = with_asides({"name": name, "remark": remark})
    assert (row["name"], row["remark"]) == expected


@pytest.mark.parametrize(
    ("heading", "cell", "asked"),
    [
        ("人员状态", "死亡", True),
        ("状态", "已迁出", True),
        ("状态", "正常", False),
        ("户籍状态", "户口迁入", False),
        ("父母情况", "已去世", False),
        ("", "死亡", True),
    ],
)
def test_a_death_in_a_column_nobody_knows_is_asked_about(heading: str, cell: str, asked: bool, tmp_path: Path) -> None:
    made = read(tmp_path, f"姓名,身份证号,{heading},电话", f"张三,{ZHANG},{cell},13800000001")
    assert [question.code for question in made.questions] == (["gone"] if asked else [])
    assert len(made.rows) == (0 if asked else 1)
