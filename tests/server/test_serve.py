"""Where a township answers, and what its clinics are told."""

from pathlib import Path

import pytest

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
    assert addresses(wanted, 8650) == (answers, Served(told, own=own, hosts=wanted.allowed))
