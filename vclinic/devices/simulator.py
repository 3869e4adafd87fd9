"""A helper process without a device, for tests and for whoever writes a real one: ``python -m vclinic.devices.simulator``.

With ``--script FILE`` it plays the file's lines, objects of JSON: ``{"send": {…}}`` a message, ``{"raw": "…"}`` or
``{"hex": "…"}`` any bytes, ``{"wait_ms": 100}``, ``{"wait_for": "FILE"}`` until there is such a file, ``{"exit": 3}``; a script that ends leaves it silent until its input is
closed. Without a script it sends a reading of the kind that is typed (``id_card`` or its number ``1``) and Enter. It is
left out of the clinics' folder.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from vclinic.devices.lines import PROTOCOL
from vclinic.devices.reading import KINDS

SAMPLES: dict[str, dict[str, object]] = {
    "id_card": {
        "name": "王秀英",
        "sex": "女",
        "nation": "汉",
        "birth_date": "19491231",
        "address": "演示县演示乡演示村 1 组",
        "id_no": "11010519491231002X",
        "valid_from": "20100101",
        "valid_until": "长期",
    },
    "blood_pressure": {"sbp": 138, "dbp": 84, "heart_rate": 72},
    "glucose": {"glucose": 6.8},
    "barcode": {"text": "6901234567892"},
}


_BEAT_S, _LOOK_S = 5, 0.02
_WRITING = threading.Lock()


def send(message: Mapping[str, object]) -> None:
    """One message, at once: what waits in a buffer is not read."""
    raw(json.dumps(message, ensure_ascii=False).encode() + b"\n")


def raw(content: bytes) -> None:
    """Any bytes, as a helper with a fault would write them."""
    with _WRITING:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def play(script: Path) -> None:
    """Every step of a script in its turn."""
    for text in script.read_text("utf-8").splitlines():
        ((step, value),) = json.loads(text).items()
        if step == "send":
            send(value)
        elif step == "raw":
            raw(value.encode())
        elif step == "hex":
            raw(bytes.fromhex(value))
        elif step == "wait_ms":
            time.sleep(value / 1000)
        elif step == "wait_for":
            while not Path(value).exists():
                time.sleep(_LOOK_S)
        elif step == "exit":
            sys.exit(value)
        else:
            sys.exit(f"unknown step: {step}")
    sys.stdin.read()


def beat_on() -> None:
    """A sign of life every few seconds, while somebody thinks about what to type."""
    while True:
        time.sleep(_BEAT_S)
        send({"beat": {}})


def by_key() -> None:
    """A reading for every kind that is typed, a beat for an empty line; what it does not know, it says."""
    send({"hello": {"protocol": PROTOCOL, "name": "模拟设备"}})
    threading.Thread(target=beat_on, daemon=True).start()
    numbered = {str(number): kind for number, kind in enumerate(KINDS, 1)}
    for text in sys.stdin:
        typed = text.strip()
        kind = numbered.get(typed, typed)
        if kind in SAMPLES:
            send({"reading": {"kind": kind} | SAMPLES[kind]})
        elif kind:
            send({"error": {"code": "unknown_key", "text": f"没有这种模拟数据，可用：{'、'.join(KINDS)}。"}})
        else:
            send({"beat": {}})


def main() -> None:
    """The command: a script is played, otherwise keys are waited for."""
    parser = argparse.ArgumentParser(prog="python -m vclinic.devices.simulator", description=__doc__)
    parser.add_argument("--script", type=Path)
    script = parser.parse_args().script
    if script is None:
        by_key()
    else:
        play(script)


if __name__ == "__main__":
    main()
