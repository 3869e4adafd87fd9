"""What people write behind a name: 孙三（已故）."""

import re
from collections.abc import Mapping

from vclinic.domain.typed import plain
from vclinic.forms.roster_words import says_died, says_moved

_ASIDE = re.compile(r"(.+?)\s*[(（\[【](.+?)[)）\]】]\s*")


def with_asides(row: Mapping[str, str]) -> dict[str, str]:
    """A row whose name says that the person is gone says it in its remark; any other addition stays with the name."""
    match = _ASIDE.fullmatch(plain(row.get("name", "")))
    if match is None or not (says_died(match[2]) or says_moved(match[2])):
        return dict(row)
    return dict(row) | {"name": match[1], "remark": " ".join(filter(None, (row.get("remark", ""), match[2])))}
