"""The corner and the sync centre: everything has a name, and what nobody can read is named too."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services import sync_status
from vclinic.services.sync_status import list_changes
from vclinic.services.workstation import Workstation


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_the_sync_centre_says_what_a_change_is_about(station: Workstation) -> None:
    worlds.stock(station, batch="A260101")
    worlds.register(station)
    worlds.read_announcement(station)
    titles = [change.title for change in list_changes(station, ("pending",))]
    assert {
        "周国平 医生", "何秀珍 居民档案", "苯磺酸氨氯地平片 5 mg A260101 药品批次", "周三停电 通知阅读",
    } <= set(titles), titles  # fmt: skip
    assert all(" " in title for title in titles), "nobody knows which 出入库 is meant without the drug"


def test_a_notice_nobody_can_read_is_counted_and_named(station: Workstation) -> None:
    worlds.tell(
        station,
        {"seq": 1, "kind": "plan", "weeks": 2},
        {"seq": 2, "kind": "record", "entity": "a_kind_of_tomorrow", "data": {}},
    )
    assert sync_status.status(station).unread == 2
    assert [line.title for line in sync_status.list_unread(station)] == [
        "卫生院的通知（a_kind_of_tomorrow）",
        "卫生院的通知（plan）",
    ]
    assert sync_status.describe(sync_status.status(station), station.clock.now()).level == "normal"
