"""How a clinic stands, told beside a batch and only where there is something: what is left unsent, and once a day the
free disk and the program. It stands in the request's query, which a township that knows nothing of it passes over.

``n`` changes left unsent, ``o`` minutes for which the oldest of them has waited, ``d`` free megabytes of the clinic's
disk, ``p`` version of its program. What cannot be read is nothing told: it is for people, nothing is decided by it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NUMBER, _VERSION = re.compile(r"[0-9]{1,9}"), re.compile(r"[0-9A-Za-z.+-]{1,20}")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a clinic tells; None and "" are what it did not tell this time."""

    unsent: int = 0
    waited: int = 0
    free_mb: int | None = None
    program: str = ""


NOTHING = Standing()


def write(standing: Standing) -> str:
    """The query, with its question mark; "" where there is nothing to tell."""
    told: list[str] = []
    if standing.unsent:
        told += [f"n={standing.unsent}", f"o={standing.waited}"]
    if standing.free_mb is not None:
        told.append(f"d={standing.free_mb}")
    if standing.program:
        told.append(f"p={standing.program}")
    return f"?{'&'.join(told)}" if told else ""


def read(query: Mapping[str, str]) -> Standing:
    """What a query tells."""
    program = query.get("p", "")
    return Standing(
        unsent=_number(query, "n") or 0,
        waited=_number(query, "o") or 0,
        free_mb=_number(query, "d"),
        program=program if _VERSION.fullmatch(program) else "",
    )


def _number(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name, "")
    return int(text) if _NUMBER.fullmatch(text) else None
