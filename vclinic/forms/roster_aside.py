"""What people write behind a name, or in a column nobody knows, of somebody who is gone: 孙三（已故）."""

import re
from collections.abc import Collection, Mapping, Sequence

from vclinic.domain.typed import plain
from vclinic.forms.roster_words import says_died, says_moved

_ASIDE = re.compile(r"(.+?)\s*[(（\[【](.+?)[)）\]】]\s*")
_BEHIND = re.compile(
    r"(.{2,}?)(?:\s+|(?=已|死|去世|病|亡故))(\S*(?:已故|已亡|死亡|去世|病故|病逝|亡故|迁出|迁走|搬走))"
)
_MARKED = re.compile(r"(.+?)\s*([†])")
_SHORT = frozenset("亡 故 殁 死 †".split())


def with_asides(row: Mapping[str, str]) -> dict[str, str]:
    """A row whose name says that the person is gone says it in its remark; any other addition stays with the name."""
    name = plain(row.get("name", "")).strip()
    for shape in (_ASIDE, _MARKED, _BEHIND):
        match = shape.fullmatch(name)
        said = "" if match is None else "已亡" if match[2].strip() in _SHORT else match[2]
        if match is not None and says_gone(said):
            return _remarked(row, said) | {"name": match[1]}
    return dict(row)


def says_gone(cell: str) -> bool:
    """Whether a cell says that the person died or moved away."""
    return says_died(cell) or says_moved(cell)


def with_unread(
    row: Mapping[str, str], cells: Sequence[str], header: Sequence[str], understood: Collection[int]
) -> dict[str, str]:
    """A row whose columns nobody understood say that the person is gone (状态：死亡) says it in its remark, so that it is
    asked about; a heading that speaks of a relative does not."""
    said = [
        f"{heading.strip()}：{cell.strip()}"
        for place, (heading, cell) in enumerate(zip(header, cells, strict=False))
        if place not in understood and says_gone(cell) and says_gone(f"{heading}：{cell}")
    ]
    return _remarked(row, *said) if said else dict(row)


def _remarked(row: Mapping[str, str], *said: str) -> dict[str, str]:
    return dict(row) | {"remark": " ".join(filter(None, (row.get("remark", ""), *said)))}
