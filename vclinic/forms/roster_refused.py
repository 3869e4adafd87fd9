"""The rows a roster was refused, as a file that can be corrected and read again."""

from collections.abc import Sequence
from pathlib import Path

from vclinic.domain.problem import Refused
from vclinic.forms.roster import RefusedRow
from vclinic.forms.tabular import write_table


def refused_file(refused: Sequence[RefusedRow], path: Path, header: Sequence[str]) -> None:
    """The refused rows as they were, each with its row number and reasons, as .xlsx or .csv."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise Refused("unknown_ending", "退回的行请存成 .xlsx 或 .csv。")
    width = max(len(header), *(len(row.cells) for row in refused), 0)
    columns = ["原表行号", *header, *[""] * (width - len(header)), "退回原因"]
    rows = [
        [
            row.number,
            *row.cells,
            *[""] * (width - len(row.cells)),
            " ".join(problem.text for problem in row.problems),
        ]
        for row in refused
    ]
    write_table(path, columns, rows)
