"""Where a township answers, and what its clinics are told."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests

from sync.server.database.store import create
from sync.server.identity.served import Served
from sync.server.serve import Wanted, addresses

LAN = "192.168.1.8"
GIVEN = (Path("cert.pem"), Path("key.pem"))


@pytest.mark.parametrize(
    ("wanted", "answers", "told", "own"),
    [
        (Wanted("127.0.0.1", 0), "http://127.0.0.1:8650", "http://127.0.0.1:8650", False),
        (Wanted("127.0.0.1", 0, secure=True), "https://127.0.0.1:8650", "https://127.0.0.1:8650", True),
        (Wanted(LAN, 0), "https://192.168.1.8:8650", "https://192.168.1.8:8650", True),
        (Wanted(LAN, 0, allowed=("town.test",)), "https://town.test:8650", "https://town.test:8650", True),
        (Wanted(LAN, 0, given=GIVEN, allowed=("town.test",)), "https://town.test:8650", "https://town.test:8650", False),
        (Wanted("127.0.0.1", 0, allowed=("town.test",)), "http://127.0.0.1:8650", "https://town.test", False),
        (Wanted("127.0.0.1", 0, given=GIVEN), "https://127.0.0.1:8650", "https://127.0.0.1:8650", False),
    ],
    ids=[
        "this machine", "this machine over TLS", "a LAN", "a LAN by name", "a given certificate", "behind a proxy",
        "a given certificate for this machine",
    ],
)  # fmt: skip
def test_where_it_answers_and_what_clinics_are_told(wanted: Wanted, answers: str, told: str, own: bool) -> None:
    certificate = str(wanted.given[0].absolute()) if wanted.given else ""  # looked at for its end
    assert addresses(wanted, 8650) == (answers, Served(told, own=own, hosts=wanted.allowed, certificate=certificate))


def test_of_several_processes_one_says_where_they_answer(tmp_path: Path) -> None:
    create(tmp_path / "t", "清溪镇卫生院").close()
    command = [
        sys.executable,
        "-m",
        "sync.server",
        "serve",
        "--data",
        str(tmp_path / "t"),
        "--port",
        "0",
        "--workers",
        "3",
    ]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"}
    lines: list[str] = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            output = server.stdout
            lines.append(output.readline())
            url = lines[0].partition("：")[2].partition("（")[0]
            assert requests.get(f"{url}/login", timeout=30).status_code == 200
            reading = threading.Thread(target=lambda: lines.extend(output))
            reading.start()
            reading.join(6)  # the others are a moment later
        finally:
            server.terminate()
            server.wait(60)
        reading.join(30)
    assert [line[:9] for line in lines] == ["卫生院服务已开始："]
