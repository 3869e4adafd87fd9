"""Long lists: a hundred rows at a time with their count (`turning` fetches them), and the whole list for Excel."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.responses import Response

from vclinic.forms.tabular import write_table

SIZE = 100
COUNTED = 10_000  # rows of a long list that are counted: nobody turns so many pages
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one page: ``address`` is the list's path, ``filters`` what stands behind it.

    Attributes:
        page: its number, from 1; shown: how many rows it has.
        total: how many rows the whole list has; more than `COUNTED` is only said to be more.
        previous, following: the places before and after it, to turn the page from; "" where there is nothing.
    """

    address: str
    filters: Mapping[str, str]
    page: int
    total: int
    shown: int
    previous: str = ""
    following: str = ""
    more_than_counted: bool = False

    @property
    def all_of_it(self) -> str:
        """How many rows the whole list has, in words where they were not counted to the end."""
        return f"{COUNTED} 以上" if self.more_than_counted else str(self.total)

    @property
    def first(self) -> int:
        """How many rows come before."""
        return (self.page - 1) * SIZE

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + self.shown

    @property
    def start(self) -> str:
        """The address of the first page."""
        return self._with("", {})

    @property
    def back(self) -> str:
        """The address of the page before, "" on the first: the first is always the list's beginning, whatever came."""
        if self.page == 1:
            return ""
        return self._with("", {"page": str(self.page - 1), "before": self.previous}) if self.page > 2 else self.start

    @property
    def onward(self) -> str:
        """The address of the page after, "" on the last."""
        more = {"page": str(self.page + 1), "after": self.following}
        return self._with("", more) if self.following else ""

    @property
    def sheet(self) -> str:
        """The address of the same list for Excel, all of it."""
        return self._with(".xlsx", {})

    def _with(self, ending: str, more: Mapping[str, str]) -> str:
        given = {name: value for name, value in {**self.filters, **more}.items() if value}
        return f"{self.address}{ending}" + (f"?{urlencode(given)}" if given else "")


def excel(name: str, rows: Iterable[Row], columns: Sequence[str], now: datetime) -> Response:
    """A list as a file for Excel; ``columns`` are the headings."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.xlsx"
        write_table(file, columns, ([row.get(column, "") for column in columns] for row in rows))
        content = file.read_bytes()
    return Response(content, media_type=XLSX, headers=saved_as(name, ".xlsx", now))


def saved_as(name: str, ending: str, now: datetime) -> dict[str, str]:
    """The name a browser saves a file under, with its minute: two files of a day do not get mixed up."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}-{now:%Y%m%d-%H%M}{ending}')}"}
