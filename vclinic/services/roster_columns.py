"""What a doctor has said that a roster's column is, remembered on this machine for the next file."""

import json
from typing import cast

from vclinic.domain.problem import Problem
from vclinic.forms.roster_columns import meanings
from vclinic.forms.roster_header import heading_key
from vclinic.services.workstation import Workstation

_MEMORY = "roster_columns"


def remembered(station: Workstation) -> dict[str, str]:
    """Heading, as `heading_key` spells it, → meaning."""
    return cast("dict[str, str]", json.loads(station.store.meta(_MEMORY).get(_MEMORY, "{}")))


def remember(station: Workstation, heading: str, meaning: str) -> list[Problem]:
    """Keep what a column of this heading is; an empty meaning forgets it."""
    key = heading_key(heading)
    if not key:
        return [Problem("heading", "required", "这一栏没有表头，记不住。请在文件里写上表头。")]
    if meaning and meaning not in dict(meanings()):
        return [Problem("meaning", "unknown_code", f"没有“{meaning}”这一项。")]
    told = {heading: said for heading, said in remembered(station).items() if heading != key}
    station.store.set_meta({_MEMORY: json.dumps(told | ({key: meaning} if meaning else {}), ensure_ascii=False)})
    return []
