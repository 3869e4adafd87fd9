"""The simulator as a process of its own, heard through the same lines as a real helper."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT
from vclinic.devices.lines import Beat, Garbled, Hello, Lines, Message, Trouble
from vclinic.devices.reading import KINDS, Reading

COMMAND = [sys.executable, "-m", "vclinic.devices.simulator"]


def run(*options: str, typed: str = "") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *options], input=typed.encode(), cwd=ROOT, capture_output=True, timeout=60, check=False
    )


def script(folder: Path, *steps: dict[str, object]) -> str:
    path = folder / "script.jsonl"
    path.write_text("".join(json.dumps(step, ensure_ascii=False) + "\n" for step in steps), "utf-8")
    return str(path)


def heard(ended: subprocess.CompletedProcess[bytes]) -> list[Message]:
    return Lines().feed(ended.stdout)


def test_every_kind_can_be_typed_by_name_and_number() -> None:
    ended = run(typed="".join(f"{kind}\n{number}\n" for number, kind in enumerate(KINDS, 1)))
    hello, *readings = heard(ended)
    assert (ended.returncode, hello) == (0, Hello("模拟设备"))
    kinds = [reading.kind for reading in readings if isinstance(reading, Reading)]
    assert kinds == [kind for kind in KINDS for _ in range(2)]


def test_what_it_does_not_know_it_says_and_goes_on() -> None:
    _, trouble, beat = heard(run(typed="retina\n\n"))
    assert isinstance(trouble, Trouble)
    assert trouble.code == "unknown_key"
    assert beat == Beat()


def test_a_script_is_played_with_its_garbage_and_its_end(tmp_path: Path) -> None:
    steps: list[dict[str, object]] = [
        {"send": {"hello": {"protocol": 1, "name": "剧本"}}},
        {"raw": "no JSON\n"},
        {"hex": "cdf50a"},
        {"wait_ms": 1},
        {"send": {"beat": {}}},
        {"exit": 3},
        {"send": {"beat": {}}},
    ]
    ended = run("--script", script(tmp_path, *steps))
    assert heard(ended) == [Hello("剧本"), Garbled("not_json"), Garbled("encoding"), Beat()]
    assert ended.returncode == 3


def test_a_script_that_ends_waits_in_silence_until_its_input_is_closed(tmp_path: Path) -> None:
    path = script(tmp_path, {"send": {"beat": {}}})
    with subprocess.Popen(
        [*COMMAND, "--script", path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as helper:
        assert helper.stdin
        assert helper.stdout
        assert json.loads(helper.stdout.readline()) == {"beat": {}}
        with pytest.raises(subprocess.TimeoutExpired):
            helper.wait(0.3)
        helper.stdin.close()
        assert helper.wait(30) == 0


def test_a_step_nobody_knows_ends_it_with_its_name(tmp_path: Path) -> None:
    ended = run("--script", script(tmp_path, {"dance": 1}))
    assert ended.returncode == 1
    assert b"dance" in ended.stderr
