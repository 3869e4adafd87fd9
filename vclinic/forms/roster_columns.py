"""Columns of a roster with content that nobody understood are shown, so that a doctor can say what they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vclinic.domain import codes
from vclinic.forms.roster_aside import says_gone
from vclinic.forms.roster_header import COLUMNS, DISEASE, NOT_WANTED, UNDERSTOOD, meaning_of

_SAMPLES = 3
_LABELS = dict(zip(dict.fromkeys(COLUMNS.values()), UNDERSTOOD, strict=True))


@dataclass(frozen=True, slots=True)
class UnreadColumn:
    """A column nobody understood: ``index`` from 0, some different cells, and how many cells say anything."""

    index: int
    heading: str
    samples: tuple[str, ...]
    filled: int

    @property
    def sentence(self) -> str:
        """What it is, in one sentence."""
        named = f"“{self.heading}”" if self.heading else "没有表头"
        return f"第 {self.index + 1} 栏{named}看不懂，{self.filled} 行有内容没有读，如：{'、'.join(self.samples)}。"


def unread_columns(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    read: Iterable[int],
    told: Mapping[str, str] | None = None,
) -> tuple[UnreadColumn, ...]:
    """The columns that say something and have no meaning; ``read`` are the places of those that are read."""
    known = {place for place, heading in enumerate(header) if meaning_of(heading, told)} | set(read)
    remarks = {place for place, heading in enumerate(header) if meaning_of(heading, told) == "remark"}
    cells: dict[int, list[str]] = {}
    for row in rows:
        for place, cell in enumerate(row):
            if (place not in known or (place in remarks and not says_gone(cell))) and cell.strip():
                cells.setdefault(place, []).append(cell.strip())
    return tuple(
        UnreadColumn(
            place,
            header[place].strip() if place < len(header) else "",
            tuple(dict.fromkeys(cells[place]))[:_SAMPLES],
            len(cells[place]),
        )
        for place in sorted(cells)
    )


def meanings() -> tuple[tuple[str, str], ...]:
    """(meaning, what it is called) of all a column can be said to be; the last is that it is not wanted."""
    diseases = [(f"{DISEASE}{code}", f"{label}（是/否）") for code, label in codes.DISEASE.options]
    return (*_LABELS.items(), *diseases, (NOT_WANTED, "不用"))


def meaning_said(text: str) -> str | None:
    """The meaning a person names: its key (phone, disease:htn), a heading we know (电话, 高血压), or 不用."""
    word = text.strip()
    keys = dict(meanings())
    by_label = {label: key for key, label in keys.items()}
    return word if word in keys else by_label.get(word) or meaning_of(word)
