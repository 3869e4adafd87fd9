"""Learn the shapes and the dictionary of the wire from sample villages: what `sync.protocol.two` packs with.

Usage, in the checkout: ``python -m resources.build_wire [TARGET]``; TARGET defaults to ``resources/sync/1``. The same
program and the same sample villages give the same bytes. An edition that went out is never built again: a new one gets
the next number, for what was sealed with the old one must stay readable.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import zstandard

from resources.building.wire_edits import corrected
from resources.building.wire_shapes import learned
from resources.building.wire_village import changes, made_at
from sync.protocol.two import body
from sync.protocol.two.edits import Item, Whole, edit
from sync.protocol.two.shapes import Edition, node

HERE = Path(__file__).resolve().parent
SEEDS = (11, 12, 13)
RESIDENTS, MONTHS = 400, 12
SIZE = 96 * 1024
GROUPS = (1, 1, 2, 5, 20, 60, 150)  # as many changes as batches hold, small ones more often


def build(target: Path, number: int) -> None:
    """Write ``shapes.json``, ``dictionary`` and ``manifest.json``."""
    villages = [changes(seed, RESIDENTS, MONTHS) for seed in SEEDS]
    edited = [after for village in villages for _, after in corrected(village)]
    shapes = learned([document for village in villages for document in village] + edited)
    edition = Edition(tuple(shapes), tuple(node(fields) for fields in shapes.values()))
    bodies: list[Any] = [text for village in villages for text in samples(village, edition)]
    trained = zstandard.train_dictionary(SIZE, bodies, level=19, dict_id=number, threads=0)
    target.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(
        f"{json.dumps(name)}:{json.dumps(fields, separators=(',', ':'))}" for name, fields in shapes.items()
    )
    text = f"{{\n{lines}\n}}\n"
    (target / "shapes.json").write_text(text, encoding="utf-8", newline="\n")
    (target / "dictionary").write_bytes(trained.as_bytes())
    manifest = {
        "edition": number,
        "villages": {"seeds": list(SEEDS), "residents": RESIDENTS, "months": MONTHS},
        "zstd": ".".join(str(part) for part in zstandard.ZSTD_VERSION),
        "sha256": {
            name: hashlib.sha256((target / name).read_bytes()).hexdigest() for name in ("shapes.json", "dictionary")
        },
    }
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8", newline="\n")


def samples(village: Sequence[Mapping[str, Any]], edition: Edition) -> Iterable[bytes]:
    """Bodies of all sizes over one village, and of edits of its records."""
    start = turn = 0
    while start < len(village):
        size = GROUPS[turn % len(GROUPS)]
        yield written([Whole(document) for document in village[start : start + size]], edition)
        start, turn = start + size, turn + 1
    edits = [edit(document, base) for base, document in corrected(village)]
    for place in range(0, len(edits), 12):
        yield written(edits[place : place + 10], edition)
        yield from (written([item], edition) for item in edits[place + 10 : place + 12])


def written(items: Sequence[Item], edition: Edition) -> bytes:
    """A body as a clinic would send it."""
    return body.write(items, edition, made_at([item.document for item in items]), grouped=len(items) >= 30)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if sys.argv[1:] else HERE / "sync" / "1", 1)
