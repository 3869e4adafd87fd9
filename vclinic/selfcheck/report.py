"""What a self-check says to a program: one JSON document, described in docs/levels.md."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from vclinic.domain.problem import WorldFault


@dataclass(frozen=True, slots=True)
class Answer:
    """One check. ``said``: what it found, or what is wrong; ``seconds``: how long it took."""

    check: str
    passed: bool
    said: str
    seconds: float


def write(path: Path, platform: str, versions: dict[str, str], answers: list[Answer]) -> None:
    """Write the document; one that was there is replaced.

    Args:
        platform: Qt's, as in ``offscreen``, ``xcb``, ``windows``.

    Raises:
        WorldFault: the place does not let us.
    """
    document = {
        "passed": all(answer.passed for answer in answers),
        "platform": platform,
        "versions": versions,
        "checks": [asdict(answer) for answer in answers],
    }
    fresh = path.with_name(path.name + ".part")
    try:
        fresh.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as fault:
        raise WorldFault("not_written", f"自检结果 {path} 写不进去，请换一个位置。") from fault
