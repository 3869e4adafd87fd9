"""What is copied for support says how reporting stands and nothing of anybody."""

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests import worlds
from vclinic.services.sample_village import fill
from vclinic.services.support_text import support_text
from vclinic.services.workstation import Workstation
from vclinic.storage import changes
from vclinic.storage.tables import SyncRoundRow


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_it_says_version_device_counts_codes_rounds_and_disk(station: Workstation) -> None:
    worlds.register(station)
    with station.store.local() as session:
        first = next(change for change in changes.pending(session, 0, 100) if change.entity == "resident")
        told = (first.id, "refused", "id_no", "id_no", "何秀珍的身份证号不对。")
        changes.keep_receipts(session, [told], station.clock.now())
        figures = dict.fromkeys(("stored", "refused", "requests", "bytes_down"), 0)
        session.add(
            SyncRoundRow(at="2026-11-24T08:00:00+08:00", ok=0, code="no_network", pushed=2, bytes_up=70, **figures)
        )
    station.store.set_meta({
        "device": "d-V59VR0", "township_url": "https://10.1.2.3:8443", "last_sync_success": "2026-11-23T18:00:00+08:00",
    })  # fmt: skip
    told_text = support_text(station)
    for line in (
        "设备 d-V59VR0", "卫生院 10.1.2.3:8443", "需处理 1", "未接收 1 条：resident id_no id_no", "上次报成 11-23 18:00",
        "2026-11-24T08:00:00+08:00 no_network，2 条，70 字节", "时钟：可信", "磁盘剩余", "最早待上报：1 小时内",
    ):  # fmt: skip
        assert line in told_text, told_text
    assert "何秀珍" not in told_text


def test_what_is_no_name_of_a_program_is_not_copied(station: Workstation) -> None:
    worlds.register(station)
    with station.store.local() as session:
        first = changes.pending(session, 0, 1)[0]
        changes.keep_receipts(session, [(first.id, "refused", "何秀珍", "13800001111", "")], station.clock.now())
    told = support_text(station)
    assert "未接收 1 条：doctor （其他） （其他）" in told
    assert "何秀珍" not in told
    assert "13800001111" not in told


@pytest.mark.parametrize(
    ("url", "host"), [("", "—"), ("https://user:word@wsy.example:9/x#CODE", "wsy.example:9"), ("http://[::1", "—")]
)
def test_of_the_address_only_the_host_is_copied(station: Workstation, url: str, host: str) -> None:
    station.store.set_meta({"township_url": url})
    assert f"卫生院 {host}\n" in support_text(station)


def test_nobody_of_a_full_village_is_in_it(station: Workstation) -> None:
    fill(station, 120, 1, 7)
    with station.store.local() as session:
        waiting = changes.pending(session, 0, 5000)
        refusals = [
            (change.id, "refused", "bad_record", "phone", "这个电话打不通。")
            for change in waiting
            if change.entity == "resident"
        ]
        changes.keep_receipts(session, refusals, station.clock.now())
        rows = (
            session.connection()
            .execute(sql("SELECT id, name, id_no, phone, household_head, address FROM resident"))
            .all()
        )
    told = support_text(station)
    assert len(rows) >= 120
    assert {value for row in rows for value in row if value and value in told} == set()
