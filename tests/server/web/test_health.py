"""What a program that watches over the machine is answered, on the machine and from elsewhere."""

import pytest
import requests

from sync.server.care import health, nightly
from tests.server.township import RunningTownship


def test_on_the_machine_itself_everything_is_told(township: RunningTownship) -> None:
    answer = requests.get(f"{township.url}/healthz", timeout=10)
    assert (answer.status_code, answer.json()["ok"], answer.json()["writable"]) == (200, True, True)


def test_what_is_wrong_is_503_with_its_sentence(township: RunningTownship) -> None:
    nightly.run(township.store, township.clock())  # no recovery code was drawn: no backup
    answer = requests.get(f"{township.url}/healthz", timeout=10)
    assert (answer.status_code, answer.json()["ok"]) == (503, False)
    assert answer.json()["problems"][0].startswith("备份有问题：")


def test_from_elsewhere_only_whether_it_is_well_and_nothing_is_written(
    township: RunningTownship, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    look = health.look

    def seen(store: object, now: object, *, writing: bool) -> health.Health:
        asked.append(writing)
        return look(store, now, writing=writing)  # type: ignore[arg-type]  passed through

    monkeypatch.setattr(health, "look", seen)
    # a proxy on this machine says for whom it asks
    answer = requests.get(f"{township.url}/healthz", headers={"X-Forwarded-For": "203.0.113.9"}, timeout=10)
    assert (answer.json(), asked) == ({"ok": True}, [False])
