"""Which medicines put on the skin or into the nose act on the whole body, so that every check counts them in."""

import json
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from vclinic.resources import resource


def is_absorbed(route: str, ingredients: Collection[str], classes: Collection[str]) -> bool:
    """Whether what goes this way in is taken up by the body: a fentanyl patch is, an ibuprofen cream is not.

    Args:
        route: as `vclinic.rules.routes` names it.
        ingredients, classes: of the medicine; a combination is absorbed when one of its parts is.
    """
    listed = _absorbed().get(route, frozenset())
    return not listed.isdisjoint(classes) or not listed.isdisjoint(f"={name}" for name in ingredients)


@lru_cache(maxsize=1)
def _absorbed() -> Mapping[str, frozenset[str]]:
    """Classes, and generic names with ``=`` before them, by route."""
    raw: dict[str, Any] = json.loads(resource("names", "absorbed.json").read_text(encoding="utf-8"))
    return {row["route"]: frozenset(row["drugs"]) for row in raw["rows"]}
