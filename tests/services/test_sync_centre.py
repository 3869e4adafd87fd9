"""Every change is in one of four groups; what is counted is what is listed; what needs a person says why and where."""

from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests import worlds
from vclinic.domain import entities
from vclinic.services import sync_status
from vclinic.services.register_resident import change_resident
from vclinic.services.reply_to_remark import reply
from vclinic.services.sync_centre import GROUPS, age_of, group, totals
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes
from vclinic.storage.tables import SyncRoundRow

NOW = worlds.MORNING
REVIEWED = [entity.name for entity in entities.ENTITIES if entity.reviewed]


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def receipt(station: Workstation, change: str, state: str, **why: str) -> None:
    said = (change, state, why.get("code", ""), why.get("field", ""), why.get("text", ""))
    with station.store.local() as session:
        changes.keep_receipts(session, [said], station.clock.now())


def pending(station: Workstation, entity: str = "") -> list[Any]:
    with station.store.read() as session:
        return [change for change in changes.pending(session, 0, 1000) if entity in ("", change.entity)]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["stored", "refused", "returned", "accepted", "reply", "correct", "visit"]),
        st.integers(min_value=0, max_value=50),
    ),
    max_size=14,
)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None)
def test_what_is_counted_is_what_is_listed_and_every_change_is_in_one_group(steps: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder, worlds.clinic(Path(folder) / "clinic") as (station, _):
        resident, seq = worlds.register(station), 0
        visits = [worlds.visit(station, resident).follow_up_id]
        for step, place in steps:
            with station.store.read() as session:
                made = change_states.listed(session, change_states.STATES, 1000)
            reviewed = [change for change in made if change.entity in REVIEWED]
            if step in ("stored", "refused"):
                receipt(station, made[place % len(made)].id, step)
            elif step in ("returned", "accepted"):
                seq += 1
                told = {"seq": seq, "kind": "verdict", "change_id": reviewed[place % len(reviewed)].id, "state": step}
                worlds.tell(station, told | {"at": NOW.isoformat()})
            elif step == "reply":
                reply(station, "follow_up", visits[place % len(visits)], "量过两次，确是这样")
            elif step == "correct":
                change_resident(
                    station,
                    resident,
                    {"phone": f"139{place:08}"},
                    max(c.revision for c in reviewed if c.entity_id == resident),
                )
            else:
                visits.append(
                    worlds.visit(
                        station, worlds.register(station, f"单国{place}", serial=100 + len(visits))
                    ).follow_up_id
                )
        groups = {name: group(station, name, 1000) for name in GROUPS}
        ids = [line.change_id for listed in groups.values() for line in listed.lines]
        assert {name: listed.total for name, listed in groups.items()} == {
            name: len(listed.lines) for name, listed in groups.items()
        }
        with station.store.read() as session:
            assert sorted(ids) == sorted(
                change.id for change in change_states.listed(session, change_states.STATES, 1000)
            )
        assert totals(station) == {name: listed.total for name, listed in groups.items()}
        now = sync_status.status(station)
        assert (now.pending, now.needs_action, now.accepted) == (
            groups["pending"].total, groups["needs"].total, groups["accepted"].total,
        ), "the lamp reads the same"  # fmt: skip


def test_a_refused_change_says_whose_why_and_which_field(station: Workstation) -> None:
    resident = worlds.register(station)
    (change,) = pending(station, "resident")
    receipt(station, change.id, "refused", code="id_no", field="id_no", text="身份证号不对，请核对。")
    (line,) = group(station, "needs").lines
    assert (line.whose, line.what, line.reason, line.field) == ("何秀珍", "居民档案", "身份证号不对，请核对。", "id_no")
    assert (line.resident_id, line.mend) == (resident, True)


def test_a_returned_record_says_what_was_asked_and_by_when(station: Workstation) -> None:
    visit = worlds.visit(station, worlds.register(station)).follow_up_id
    worlds.send_back(station, 1, visit, deadline="2026-11-28", general="看仔细。")
    (line,) = group(station, "needs").lines
    assert line.reason == "卫生院退回，11-28 前改好：心率：请重新数。；看仔细。"
    assert (line.field, line.what) == ("heart_rate", f"高血压随访 {NOW:%m-%d}")


def test_what_was_answered_needs_nobody_and_says_so(station: Workstation) -> None:
    visit = worlds.visit(station, worlds.register(station)).follow_up_id
    worlds.replied(station, visit)
    assert group(station, "needs").lines == ()
    (line,) = [line for line in group(station, "stored").lines if line.entity_id == visit]
    assert line.reason == "已答复，等卫生院看：“量过两次，确是这样”（心率：请重新数。）"
    assert (line.mend, line.level) == (True, "")


def test_what_was_corrected_says_so(station: Workstation) -> None:
    resident = worlds.register(station)
    (change,) = pending(station, "resident")
    receipt(station, change.id, "refused", code="id_no", field="id_no", text="身份证号不对。")
    change_resident(station, resident, {"phone": "13911112222"}, 1)
    assert group(station, "needs").total == 0
    (line,) = group(station, "stored").lines
    assert (line.reason, line.mend) == ("没收下，已有新版（身份证号不对。）", False)


@pytest.mark.parametrize(
    ("waited", "text", "level"),
    [
        (timedelta(minutes=-5), "1 小时内", ""),
        (timedelta(minutes=59), "1 小时内", ""),
        (timedelta(hours=1), "1 小时", ""),
        (timedelta(hours=23, minutes=59), "23 小时", ""),
        (timedelta(days=1), "1 天", ""),
        (timedelta(days=1, seconds=1), "1 天", "warn"),
        (timedelta(days=3), "3 天", "warn"),
        (timedelta(days=3, seconds=1), "3 天", "danger"),
    ],
)
def test_how_long_something_waits_grows_louder(waited: timedelta, text: str, level: str) -> None:
    assert age_of(NOW - waited, NOW) == (text, level)


def test_the_one_that_waits_longest_stands_first(station: Workstation) -> None:
    station.clock.base.set(NOW + timedelta(days=2))
    worlds.register(station)
    lines = group(station, "pending").lines
    assert lines[0].entity == "doctor"
    assert (lines[0].age, lines[0].level) == ("2 天", "warn")
    assert lines[-1].age == "1 小时内"
    assert len(group(station, "pending", 1).lines) == 1 < group(station, "pending", 1).total


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (None, "等下一次上报"),
        ("", "等下一次上报"),
        ("no_network", "上次没报出去，会自动再报"),
        ("revoked", "卫生院停用了这台电脑，可以用U盘上报"),
    ],
)
def test_what_waits_says_what_it_waits_for(station: Workstation, code: str | None, reason: str) -> None:
    assert group(station, "pending").lines[0].reason == "还没有接入卫生院"
    station.store.set_meta({"device": "d-1"})
    if code is not None:
        with station.store.local() as session:
            figures = dict.fromkeys(("pushed", "stored", "refused", "requests", "bytes_up", "bytes_down"), 0)
            session.add(SyncRoundRow(at=datetime.isoformat(NOW), ok=int(not code), code=code, **figures))
    assert group(station, "pending").lines[0].reason == reason
