"""Changes of a clinic's day as documents, for the tests of protocol 2."""

from typing import Any

from tests.domain.test_entities import SAMPLES

TAG = "7KQ3ZP"
MADE_AT = 1_764_033_600  # 2025-11-25T09:20:00+08:00


def document(
    number: int, entity: str = "resident", data: dict[str, Any] | None = None, **beside: Any
) -> dict[str, Any]:
    """A change; ``number`` makes its id."""
    return {
        "id": f"{TAG}-{number:06}", "act": f"{TAG}-{number - 1:06}", "entity": entity,
        "entity_id": f"{TAG}-{number + 1:06}", "revision": 1, "base_revision": 0,
        "recorded_at": f"2025-11-25T09:{number % 60:02}:00+08:00", "recorded_by": f"{TAG}-000002",
        "data": SAMPLES[entity] if data is None else data,
    } | beside  # fmt: skip
