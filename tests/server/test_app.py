"""The township as one application: programs under /api, people elsewhere, and what waited is tried again when it starts."""

from pathlib import Path

import pytest
import requests
from sqlmodel import select

from sync.protocol import messages
from sync.protocol.messages import ErrorReply
from sync.server.database.store import set_where
from sync.server.database.tables import FollowUpMirror, Inbox
from tests.server.people import resident, visit
from tests.server.township import RunningTownship, running


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_program_is_answered_in_json(township: RunningTownship, method: str) -> None:
    answer = requests.request(method, f"{township.url}/api/v1/nowhere", timeout=30)
    assert answer.status_code == 404
    assert messages.decode(ErrorReply, answer.content).text == "没有这一页，可能地址写错了。"


@pytest.mark.parametrize("path", ["/nowhere", "/apiary", "/static/nowhere.css"])
def test_a_person_is_answered_with_a_page(township: RunningTownship, path: str) -> None:
    answer = requests.get(township.url + path, timeout=30)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "没有这一页" in answer.text


def test_a_way_that_is_not_meant_is_said_to_people_too(township: RunningTownship) -> None:
    answer = requests.delete(f"{township.url}/login", timeout=30)
    assert answer.status_code == 405
    assert "这个地址不能这样用" in answer.text


@pytest.mark.parametrize(
    ("host", "let_in"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("localhost:8650", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
    ],
)
def test_only_the_names_of_this_machine_are_answered(township: RunningTownship, host: str, let_in: bool) -> None:
    answer = requests.get(f"{township.url}/api/v1/hello", headers={"Host": host}, timeout=30)
    assert (answer.status_code == 200) is let_in


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_nobody_is_shown_a_map_of_the_routes(township: RunningTownship, path: str) -> None:
    assert requests.get(township.url + path, timeout=30).status_code == 404


def test_what_waited_for_a_newer_program_is_read_when_one_starts(tmp_path: Path) -> None:
    """The change came to a program that did not know its form yet; the next start knows it."""
    with running(tmp_path / "t") as township:
        clinic = township.clinic()
        clinic.round(resident())
        newer = visit().model_copy(update={"data": visit().data | {"form_version": 99}})
        clinic.round(newer)
        with township.store.write() as session:
            waiting = session.exec(select(Inbox).where(Inbox.applied == "waiting")).one()
            assert waiting.waits_for == "program:hypertension_follow_up:99"
            payload = waiting.payload.replace('"form_version":99', '"form_version":3')
            assert set_where(session, Inbox, Inbox.applied == "waiting", payload=payload) == 1
    with running(tmp_path / "t") as again, again.store.read() as session:
        assert session.exec(select(Inbox.change_id).where(Inbox.applied == "waiting")).all() == []
        row = session.get(FollowUpMirror, "V-1")
        assert row is not None
        assert row.summary == "146/88"


def test_two_townships_in_one_process_do_not_mix(tmp_path: Path) -> None:
    with running(tmp_path / "one") as one, running(tmp_path / "other") as other:
        device = one.clinic()
        device.township = other
        answer = device.post(device.sealed([]))
        assert answer.status_code == 401
        assert messages.decode(ErrorReply, answer.content).code == "unknown_device"
