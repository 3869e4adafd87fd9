"""The page of updates: what is kept, which program each clinic's computer runs, and what it could be updated to."""

from pathlib import Path

import pytest

from sync.protocol.standing import Standing
from sync.server.database.tables import Device
from sync.server.devices import pairing, standing
from sync.server.updates import releases as kept
from tests.delivery import releases
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.township import RunningTownship


def told(township: RunningTownship, device: str, program: str) -> None:
    with township.store.write() as session:
        standing.keep(session, device, Standing(program=program), township.clock())


def enrolled_with(township: RunningTownship, device: str, program: str) -> None:
    with township.store.write() as session:
        session.get_one(Device, device).program = program


@pytest.fixture
def stick(admin: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    out, keys = releases.whole(tmp_path, min_from="0.5.0")
    monkeypatch.setattr(kept, "KEYS", keys)
    return out


def test_what_is_kept_and_what_each_computer_runs(admin: Visitor, stick: Path) -> None:
    township = admin.township
    kept.add(township.store.data, stick)
    villages = [
        ("柳河村卫生室", "340123101105"), ("杏花村卫生室", "340123101106"), ("石桥村卫生室", "340123101107"),
        ("新桥村卫生室", "340123101108"), ("河东村卫生室", "340123101109"),
    ]  # fmt: skip
    behind, latest, far, enrolled, _ = (township.clinic(*village).name for village in villages)
    told(township, behind, "0.6.0")
    told(township, latest, "9.1.0")
    told(township, far, "0.1.0")
    enrolled_with(township, enrolled, "vclinic 0.7.0")
    page = text_of(admin.get("/updates").text)
    assert "9.1.0 2026-11-28 更正：打印时不再漏行。 0.5.0 起 0.1 MB 1 个村" in page
    assert "；2 台可以更新" in page
    for village, said in (
        ("柳河村卫生室", "0.6.0 09:20 可以更新到 9.1.0"),
        ("杏花村卫生室", "9.1.0 09:20 最新"),
        ("石桥村卫生室", "0.1.0 09:20 要先更新到 0.5.0"),
        ("新桥村卫生室", "0.7.0 登记时 09:20 可以更新到 9.1.0"),
        ("河东村卫生室", "未知 09:20"),
    ):
        assert said in page[page.index(village) :].split("村卫生室", 2)[1], village


def test_a_stopped_computer_is_not_waited_for(admin: Visitor, stick: Path) -> None:
    township = admin.township
    device = township.clinic().name
    assert "柳河村卫生室" in text_of(admin.get("/updates").text)
    with township.store.write() as session:
        pairing.revoke(session, device, "", township.clock())
    assert "还没有电脑用接入码接入" in text_of(admin.get("/updates").text)


def test_with_nothing_kept_it_says_how_it_comes_and_without_keys_why_not(
    admin: Visitor, colleague: Visitor, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = text_of(colleague.get("/updates").text)
    assert "没有放着新版本" in page
    assert "放上和撤下要用管理员的账号" in page
    assert 'type="file"' not in colleague.get("/updates").text
    assert 'type="file"' in admin.get("/updates").text
    assert "没有发布方的公钥" not in page
    monkeypatch.setattr(kept, "KEYS", releases.pinned(stick / "none.json"))
    for visitor in (admin, colleague):
        assert "没有发布方的公钥" in text_of(visitor.get("/updates").text)
        assert 'type="file"' not in visitor.get("/updates").text


def test_the_list_of_clinics_leads_there(admin: Visitor) -> None:
    assert 'href="/updates"' in admin.get("/clinics").text
