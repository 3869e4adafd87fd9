"""Merged cells say once what holds for several: what is merged over a family is each member's, and the headings of
several rows become one heading a column."""

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from vclinic.domain.problem import Refused
from vclinic.forms.roster_grid import MAX_COLUMNS, Grid, Merge
from vclinic.forms.roster_header import LOOK_AT, has_meaning, is_header

JOINT = "｜"
OF_ANOTHER = "："  # 户主信息：身份证号 must not be taken for a part of what is asked of the person
_MOST_SPREAD = 5_000_000  # cells: a village's roster with everything merged stays far below
_DEEPEST = 3  # rows of headings
_GENERIC = re.compile(r"(居民|村民|个人|本人|人员|患者|家庭成员)?(基本|基础)?(信息|情况|资料)?")
_INFORMATION = re.compile(r"(的|基本)?(信息|情况|资料)$")
_OF_SOMEBODY_ELSE = re.compile(r"户主|联系人|监护|配偶|父|母|医生|责任|家族|遗传|亲属")
_NO_HEADING = re.compile(r"[\d:：]")


def spread(grid: Grid) -> None:
    """Fill merged cells of the rows below the header, and make one row of a header of several.

    What stands above the header stays as it is, so does a line across the names: it is a title, and nobody's.
    """
    rows = list(grid.filled())[:LOOK_AT]
    top = next((number for number, _ in rows if is_header(_merged(grid, number))), None)
    if top is None:
        return
    block = _header_rows(grid, [number for number, _ in rows], top)
    if len(block) > 1:
        header = _folded([_merged(grid, number) for number in block])
        headings = [_stripped(grid.rows[number]) for number in block]
        again = [number for number, row in grid.filled() if number >= block[0] and _stripped(row) in headings]
        for number in again:  # pasted pages repeat all rows of the header
            del grid.rows[number]
        grid.rows[block[-1]] = header
    _spread_below(grid, block[-1])


def _stripped(row: Sequence[str]) -> list[str]:
    texts = [cell.strip() for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _merged(grid: Grid, number: int) -> list[str]:
    """A row with what is merged into it."""
    row = list(grid.rows.get(number, ()))
    for merge in grid.merges:
        if merge.top <= number <= merge.bottom:
            _fill(row, merge, _first(grid, merge))
    return row


def _first(grid: Grid, merge: Merge) -> str:
    row = grid.rows.get(merge.top, [])
    return row[merge.left] if merge.left < len(row) else ""


def _fill(row: list[str], merge: Merge, text: str) -> None:
    right = min(merge.right, MAX_COLUMNS - 1)
    row.extend([""] * (right + 1 - len(row)))
    for place in range(merge.left, right + 1):
        row[place] = row[place] if row[place].strip() else text


def _header_rows(grid: Grid, numbers: Sequence[int], top: int) -> list[int]:
    """The rows that together name the columns: those merged with the header's, groups above and parts below."""
    bottom = max([top, *(merge.bottom for merge in grid.merges if merge.top <= top <= merge.bottom)])
    block = [number for number in numbers if top <= number <= min(bottom, top + _DEEPEST - 1)]
    place = numbers.index(block[-1]) + 1
    if len(block) == 1 and place < len(numbers) and _are_parts(grid, top, grid.rows[numbers[place]]):
        block.append(numbers[place])
    before = numbers.index(top) - 1
    if before >= 0 and _are_groups(grid, numbers[before]):
        block.insert(0, numbers[before])
    return block


def _are_parts(grid: Grid, top: int, row: Sequence[str]) -> bool:
    """Whether the row below a header goes on naming columns: it names none again but groups, and some beside them."""
    header = [*grid.rows[top], *[""] * (len(_merged(grid, top)) - len(grid.rows[top]))]
    filled = {place for place, cell in enumerate(row) if cell.strip()}
    beside = {place for place in filled if place < len(header) and not header[place].strip()}
    again = {place for place in filled - beside if place + 1 not in beside}
    return bool(beside) and not again and not any(_NO_HEADING.search(row[place]) for place in filled)


def _are_groups(grid: Grid, number: int) -> bool:
    """Whether a row above the header names groups of its columns, and is no title or line of particulars."""
    texts = [cell for cell in grid.rows[number] if cell.strip()]
    wide = any(merge.top == merge.bottom == number and merge.left < merge.right for merge in grid.merges)
    return wide and len(texts) > 1 and not any(_NO_HEADING.search(text) for text in texts)


def _folded(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max(len(row) for row in rows)
    even = [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in rows]
    for upper, lower in itertools.pairwise(even):
        for place in range(1, width):  # a group that is not merged stands over its first column only
            if not upper[place] and lower[place] and lower[place - 1]:
                upper[place] = upper[place - 1]
    columns = [list(dict.fromkeys(cell for cell in column if cell)) or [""] for column in zip(*even, strict=True)]
    lowest = [column[-1] for column in columns]
    folded = [_heading(column, unique=lowest.count(column[-1]) == 1) for column in columns]
    return folded if is_header(folded) else lowest


def _heading(column: Sequence[str], *, unique: bool) -> str:
    """One heading of a group and its part: 联系人 over 电话 is 联系人电话, 基本信息 over 姓名 is 姓名."""
    *groups, part = column
    together = "".join(_INFORMATION.sub("", group) for group in groups) + part
    if has_meaning(together):
        return together
    own = not any(_OF_SOMEBODY_ELSE.search(group) for group in groups)
    if all(_GENERIC.fullmatch(group) for group in groups) or (unique and own and has_meaning(part)):
        return part
    return (JOINT if own else OF_ANOTHER).join(column)


def _spread_below(grid: Grid, header: int) -> None:
    name = next(place for place, cell in enumerate(grid.rows[header]) if has_meaning(cell, "name"))
    numbers = [number for number, _ in grid.filled()]
    spread_cells = 0
    for merge in grid.merges:
        across = merge.top == merge.bottom and merge.left <= name <= merge.right
        text = _first(grid, merge)
        if merge.top <= header or across or not text:
            continue
        covered = numbers[bisect_left(numbers, merge.top) : bisect_right(numbers, merge.bottom)]
        spread_cells += len(covered) * (min(merge.right, MAX_COLUMNS) - merge.left + 1)
        if spread_cells > _MOST_SPREAD:
            raise Refused("too_large", "这个文件里合并的单元格太多，不像花名册。请只留花名册那一张表。")
        for number in covered:
            _fill(grid.rows[number], merge, text)
