"""Something about a visit that staff at the township should look at."""

from dataclasses import dataclass

LEVELS = ("danger", "warn", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """``level``: danger, warn or info; ``field`` places it beside a row of the form, "" at the top."""

    field: str
    code: str
    level: str
    text: str
