"""Shapes: the fields of a kind of record in a fixed order, so that a batch holds values and no names.

Every edition of shapes lies with its dictionary under ``resources/sync`` in a folder of its number and is kept for ever: what was once sealed
is read with the edition its head names. A record may always hold fields its shape lacks; they travel by name beside it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vclinic.resources import resource

NEWEST = 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field that holds a value; ``items`` is the shape of its parts when it holds a list of objects."""

    path: str
    kind: str
    items: "Node | None" = None


@dataclass(frozen=True, slots=True)
class Node:
    """An object and the fields known in it, in their order. ``leaves`` counts the values below it."""

    children: Mapping[str, "Node | Leaf"]
    leaves: int


@dataclass(frozen=True, slots=True)
class Edition:
    """The shapes of one edition by name: a kind of record, or kind and form as in ``follow_up/<form>``."""

    names: tuple[str, ...]
    shapes: tuple[Node, ...]

    def number_of(self, entity: str, form: str) -> int | None:
        """Which shape suits a record on a form best; None for a kind of which there is none."""
        for name in (f"{entity}/{form}", entity):
            if name in self.names:
                return self.names.index(name)
        return None

    def entity_of(self, number: int) -> str:
        """The kind of record a shape is of."""
        return self.names[number].partition("/")[0]


def node(fields: Sequence[Any], path: str = "") -> Node:
    """A shape as it is written: ``[name, type]``, ``[name, [fields of an object]]`` or ``[name, "list", [fields]]``."""
    children: dict[str, Node | Leaf] = {}
    for name, *what in fields:
        below = f"{path}.{name}" if path else name
        if what[0] == "list":
            children[name] = Leaf(below, "", node(what[1], below))
        elif isinstance(what[0], str):
            children[name] = Leaf(below, what[0])
        else:
            children[name] = node(what[0], below)
    return Node(children, sum(child.leaves if isinstance(child, Node) else 1 for child in children.values()))


def known(number: int) -> bool:
    """Whether this program has an edition; 0 is none at all."""
    return 1 <= number <= NEWEST


@lru_cache
def edition(number: int) -> Edition:
    """The shapes of an edition that is `known`."""
    document = json.loads(resource("sync", str(number), "shapes.json").read_text(encoding="utf-8"))
    return Edition(tuple(document), tuple(node(fields) for fields in document.values()))
