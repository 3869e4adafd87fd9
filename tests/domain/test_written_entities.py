"""The table of kinds in docs/protocol.md is the declarations', row by row."""

import re

from tests.test_house.tracked import ROOT
from vclinic.domain.entities import ENTITIES
from vclinic.domain.entity import Entity

HEAD = "| kind | what it is | written by | about | hangs on | day | least it holds | reviewed |"


def row(entity: Entity) -> str:
    """A kind as the protocol's text shows it."""
    about = {"": "–", "id": "itself"}.get(entity.about, f"`{entity.about}`")
    parents = "; ".join(f"`{parent.field}`: {parent.entity or 'kind and id'}" for parent in entity.parents)
    form = (
        ""
        if entity.form is None
        else "its form's record" + (f" in `{entity.form.record}`" if entity.form.record else "")
    )
    least = [f"`{need.field}`" for need in entity.least if not need.optional]
    cells = (
        f"`{entity.name}`",
        entity.label,
        entity.owner,
        about,
        parents or "–",
        f"`{entity.day}`" if entity.day else "–",
        ", ".join([*least, *filter(None, [form])]) or "–",
        "yes" if entity.reviewed else "–",
    )
    return f"| {' | '.join(cells)} |"


def test_the_table_of_kinds_is_as_declared() -> None:
    text = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    _, _, rest = text.partition(f"{HEAD}\n|---|---|---|---|---|---|---|---|\n")
    written = re.match(r"(?:\|.*\n)*", rest)
    assert written is not None
    assert written.group().splitlines() == [row(entity) for entity in ENTITIES]
