"""Whom a roster names, known before any row is judged."""

import pytest

from tests.forms.rosters import ZHANG, number
from vclinic.domain.problem import Refused
from vclinic.forms.roster_file import Sheet
from vclinic.forms.roster_people import people_named, says_who


def named(*lines: str) -> tuple[list[str], list[str]]:
    cells = tuple(tuple(line.split(",")) for line in lines)
    return people_named(Sheet(cells, tuple(range(1, len(cells) + 1))), {"公民": "name"})


def test_everybody_is_named_once_and_as_the_records_write_them() -> None:
    lines = (
        "清溪镇柳河村花名册",
        "公民,身份证号",
        f"张 三,{ZHANG}",
        f"张三,{ZHANG[:6]} {ZHANG[6:]}",
        f"李四,{ZHANG[:-1]}0",
        f",{number(1985)}",
        "⽜五",
        "赵六（已故）",
    )
    assert named(*lines) == ([ZHANG, number(1985)], ["张三", "李四", "牛五", "赵六"])


def test_what_is_no_roster_is_refused() -> None:
    with pytest.raises(Refused) as told:
        named("这是一封信")
    assert told.value.code == "not_a_roster"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"id_no": ZHANG}, True),
        ({"birth_date": "1958-03-12"}, True),
        ({"id_no": "身份证号", "birth_date": "出生年月"}, False),
        ({"name": "1958"}, False),
    ],
)
def test_a_row_with_figures_where_a_number_or_a_date_stands_is_no_heading(row: dict[str, str], says: bool) -> None:
    assert says_who(row) is says
