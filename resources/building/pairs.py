"""What does not go together: pairs of drugs, and of classes."""

from pathlib import Path
from typing import Any

from resources.building.source import polished, rows


def class_rules(source: Path) -> list[list[str]]:
    """[class or =drug, class or =drug, severity, what happens, advice, mark, source, code, kind, soften when]."""
    return [
        [
            row["class_a"], row["class_b"], row["severity"], polished(row["happens"]), polished(row["advice"]),
            row["mark"], row["source"], row["rule_id"], row["kind"], row["soften_when"],
        ]
        for row in rows(source, "drug_class_rules.csv")
    ]  # fmt: skip


def interactions(source: Path) -> dict[str, Any]:
    """Texts once, pairs by reference: [a, b, severity, mechanism, advice, rule, verification, type, source]."""
    texts: list[str] = []
    place: dict[str, int] = {}

    def ref(text: str) -> int:
        if text not in place:
            place[text] = len(texts)
            texts.append(text)
        return place[text]

    pairs = [
        [
            row["drug_a"], row["drug_b"], row["severity"], ref(polished(row["mechanism"])), ref(polished(row["advice"])),
            row["rule_id"], ref(row["verification"]), row["type"], ref(row["source"]),
        ]
        for row in rows(source, "drug_interactions.csv")
    ]  # fmt: skip
    return {"texts": texts, "pairs": pairs}
