"""What people write behind a name."""

import pytest

from vclinic.forms.roster_aside import with_asides


@pytest.mark.parametrize(
    ("name", "remark", "expected"),
    [
        ("孙三（已故）", "", ("孙三", "已故")),
        ("孙三 [2024年去世]", "低保", ("孙三", "低保 2024年去世")),
        ("孙三(已迁走)", "", ("孙三", "已迁走")),
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
