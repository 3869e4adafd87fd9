"""Records as a doctor would correct them, so that the dictionary knows what edits look like."""

import copy
import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

REASONS = ("录入有误", "补录", "量错了", "数字写反了", "村民来电更正", "漏填", "按卫生院意见修改")


def corrected(documents: Sequence[Mapping[str, Any]]) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    """(record before, change after) of every sixth visit and tenth resident, each by a few figures."""
    rng = random.Random(1)
    tag = documents[0]["id"].partition("-")[0]
    for place, before in enumerate(documents):
        if before["entity"] == "follow_up" and place % 6 == 0:
            data = _visit(before["data"], rng)
        elif before["entity"] == "resident" and place % 10 == 0:
            data = copy.deepcopy(before["data"]) | {"phone": f"1{rng.randrange(3, 9)}{rng.randrange(10**9):09}"}
        else:
            continue
        number = 40_000 + place * 3
        yield (
            before["data"],
            {
                **before,
                "id": f"{tag}-{number:06}",
                "act": f"{tag}-{number - 1:06}",
                "revision": before["revision"] + 1,
                "base_revision": before["revision"],
                "data": data,
            },
        )


def _visit(before: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    data = copy.deepcopy(before)
    data["correction_reason"] = rng.choice(REASONS)
    data["entry_seconds"], data["key_actions"] = rng.randrange(4, 60), rng.randrange(2, 20)
    record = data["record"]
    figures = [name for name in ("heart_rate", "weight_kg", "sbp", "dbp", "fpg") if record.get(name) is not None]
    for name in rng.sample(figures, min(len(figures), 2)):
        record[name] = round(record[name] + rng.choice((-3, -2, -1, 1, 2, 3)), 1)
    if "bp_readings" in record and rng.random() < 0.5:
        record["bp_readings"] = [[record.get("sbp"), record.get("dbp")]]
    if rng.random() < 0.3:
        data["correction_answers"] = [{"code": "prescription", "answer": "keep", "text": "处方照旧"}]
    return data
