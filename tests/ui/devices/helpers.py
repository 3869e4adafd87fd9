"""Helper processes for tests: the simulator with a script, waiting for a file where the test says when."""

import json
import sys
from pathlib import Path

from vclinic.devices.simulator import SAMPLES

HELLO = {"send": {"hello": {"protocol": 1, "name": "模拟设备"}}}
BEAT = {"send": {"beat": {}}}
FOR_EVER = {"wait_ms": 600_000}


def reading(kind: str, **fields: object) -> dict[str, object]:
    """A step that sends a reading: the simulator's own with other values."""
    return {"send": {"reading": {"kind": kind} | SAMPLES[kind] | fields}}


def command(folder: Path, *steps: object) -> list[str]:
    """The simulator playing these steps."""
    script = folder / f"script-{len(list(folder.glob('script-*')))}.jsonl"
    script.write_text("".join(json.dumps(step, ensure_ascii=False) + "\n" for step in steps), "utf-8")
    return [sys.executable, "-m", "vclinic.devices.simulator", "--script", str(script)]


def in_a_line(command_: list[str]) -> str:
    """As the settings hold it."""
    return " ".join(f'"{part}"' if " " in part else part for part in command_)
