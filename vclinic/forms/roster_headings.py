"""Lines of a roster that are nobody: a group's name above its people, a total below them, who filled it in."""

import re
from collections.abc import Sequence

from vclinic.forms.reading import half_width
from vclinic.forms.roster_numerals import read_group

Line = tuple[int, tuple[str, ...], dict[str, str]]
"""Number in the file, its cells, its cells by meaning."""
_GROUP = re.compile(r"第?(\d{1,2}|[一二三四五六七八九十]{1,3})(村民)?小?[组队]")
_TOTAL = re.compile(
    r"(.{0,8}[组队村户人])?(合|总|小|共)计.*|共.{1,6}[人户].*|(填表|制表|填报|审核|负责|经办|联系)(人|时间|日期|单位)?[:：].*"
)
_OF_A_PERSON = frozenset(("sex", "id_no", "birth_date"))


def without_headings(lines: Sequence[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """The lines that are people, and a sentence for each line that was taken for none.

    A group's name that stands alone on its line is the group of those below it who name none, up to the next such line.
    """
    people: list[Line] = []
    notes: list[str] = []
    group = ""
    for number, cells, row in lines:
        shown = [cell.strip() for cell in cells if cell.strip()]
        said = [half_width(cell) for cell in shown]
        if len(said) == 1 and _GROUP.fullmatch(said[0]):
            group = read_group(said[0])
            notes.append(f"第 {number} 行“{shown[0]}”是分组的标题：下面没写组的人算{group}。")
        elif _TOTAL.fullmatch(said[0]) and _OF_A_PERSON.isdisjoint(name for name, cell in row.items() if len(cell) > 4):
            notes.append(f"第 {number} 行“{shown[0][:12]}”不是人，没有导入。")
        else:
            people.append(
                (number, cells, row if row.get("village_group") or not group else row | {"village_group": group})
            )
    return people, tuple(notes)
