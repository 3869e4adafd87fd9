"""The rows a roster was refused, as a file that can be corrected and read again."""

from collections.abc import Sequence
from pathlib import Path

from vclinic.domain.problem import Refused
from vclinic.forms.roster_household import GIVEN_BACK
from vclinic.forms.roster_rows import RefusedRow
from vclinic.forms.tabular import write_table

SENT_BACK_AS = "原表行号"
WHY = "退回原因"
WAS = {"household_no": "原户号", "household_head": "原户户主", "village_group": "原户组", "address": "原户住址"}
"""Columns that say which household a refused row belongs to: its neighbours in the roster do not come with it."""


def refused_file(refused: Sequence[RefusedRow], path: Path, header: Sequence[str]) -> None:
    """The refused rows as they were, each with its row number and reasons, as .xlsx or .csv."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise Refused("unknown_ending", "退回的行请存成 .xlsx 或 .csv。")
    width = max(len(header), *(len(row.cells) for row in refused), 0)
    own = {SENT_BACK_AS, WHY, *WAS.values()}  # a file sent back before brings them: they are written anew
    kept = [place for place in range(width) if place >= len(header) or header[place].strip() not in own]
    with_homes = any(row.household.key or any(why.code == GIVEN_BACK for why in row.problems) for row in refused)
    columns = [SENT_BACK_AS, *(header[place] if place < len(header) else "" for place in kept)]
    columns += [*(WAS.values() if with_homes else ()), WHY]
    rows: list[list[object]] = []
    for row in refused:
        home = row.household
        cells = [row.cells[place] if place < len(row.cells) else "" for place in kept]
        homes = [home.no, home.head, home.group, home.address] if with_homes else []
        rows.append([row.number, *cells, *homes, " ".join(problem.text for problem in row.problems)])
    write_table(path, columns, rows)
