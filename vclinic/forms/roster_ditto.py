"""Cells that say what the cell above says: 同上, 〃."""

import re
from collections.abc import Mapping

from vclinic.domain.typed import plain

_DITTO = re.compile(r"[(（]?(?:同上|同前|上同)[)）]?|[〃″＂\"“”]|''|’’|′′")
_OWN = frozenset(("name", "id_no", "birth_date", "sex", "death_date", "died", "sent_back_as"))
"""What no two people of a roster share; a ditto there is left to be found wrong."""


def with_dittos(row: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """A row with what it says by pointing at the row ``above``, itself read so."""
    return {
        name: above.get(name, "") if name not in _OWN and _DITTO.fullmatch(plain(cell).strip()) else cell
        for name, cell in row.items()
    }
