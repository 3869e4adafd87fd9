"""The backup by itself: when it is due, who makes it, what is kept, and what is said when it went wrong."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from sync.server.care import backup, nightly, plan, recovery
from sync.server.database.store import Store, create, open_store
from tests.server.care.test_restore import CHEAP
from tests.server.township import MORNING

NIGHT = MORNING.replace(hour=2, minute=30)


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Store]:
    with closing(create(tmp_path / "t", "清溪镇卫生院")) as store:
        recovery.draw(store.data, CHEAP)
        yield store


def agreed(store: Store, **more: str) -> None:
    with store.write() as session:
        assert plan.change(session, **more) == []


def test_once_a_day_and_by_one_program_only(ready: Store) -> None:
    with closing(open_store(ready.data)) as other:
        assert nightly.claim(ready, NIGHT)
        assert not nightly.claim(other, NIGHT)
        outcome = nightly.run(ready, NIGHT)
        assert (outcome.error, Path(outcome.file).name) == ("", "township-20261125-023000.vctb")
        tomorrow = NIGHT + timedelta(days=1)
        for at, due in ((NIGHT + timedelta(hours=23), False), (tomorrow, True)):
            assert nightly.claim(other, at) is due, at


def test_a_night_when_the_machine_was_off_is_made_up_for(ready: Store) -> None:
    nightly.run(ready, NIGHT)
    assert nightly.claim(ready, NIGHT + timedelta(days=2, hours=-1))


def test_days_weeks_and_months_are_kept_and_other_files_stay(ready: Store) -> None:
    folder = ready.data / backup.FOLDER
    nightly.run(ready, NIGHT)
    (folder / "notes.txt").write_text("x", "utf-8")
    sample = next(folder.glob("*.vctb")).read_bytes()
    for day in range(1, 200):
        (folder / backup.name_at(NIGHT - timedelta(days=day))).write_bytes(sample)
    nightly.run(ready, NIGHT + timedelta(minutes=1))
    kept = sorted(folder.glob("*.vctb"))
    assert 7 + 2 <= len(kept) <= nightly.DAYS + nightly.WEEKS + nightly.MONTHS
    assert kept[-1].name == "township-20261125-023100.vctb"
    assert (folder / "notes.txt").exists()


def test_a_second_place_gets_a_copy_that_was_read_again(ready: Store, tmp_path: Path) -> None:
    second = tmp_path / "stick"
    second.mkdir()
    agreed(ready, second=str(second))
    outcome = nightly.run(ready, NIGHT)
    assert backup.verified(Path(outcome.second), recovery.key(ready.data))["township"] > 0
    second.rename(tmp_path / "gone")
    outcome = nightly.run(ready, NIGHT + timedelta(days=1))
    assert (outcome.error, outcome.second) == ("", "")
    assert "第二个位置" in outcome.second_error
    with ready.read() as session:
        assert "第二个位置" in plan.wrong(session, NIGHT)


def test_a_failure_is_put_down_beside_the_last_good_one_and_tried_again_in_an_hour(ready: Store) -> None:
    nightly.run(ready, NIGHT)
    later = NIGHT + timedelta(days=1)
    (ready.data / "keys" / recovery.KEY).unlink()
    assert "恢复码" in nightly.run(ready, later).error
    with ready.read() as session:
        last, good = plan.last(session), plan.last_good(session)
        assert "恢复码" in plan.wrong(session, later)
    assert last is not None
    assert good is not None
    assert (last.at, good.at) == (later.isoformat(), NIGHT.isoformat())
    assert not nightly.claim(ready, later + timedelta(minutes=59))
    assert nightly.claim(ready, later + timedelta(minutes=61))


def test_many_days_without_one_are_said(ready: Store) -> None:
    nightly.run(ready, NIGHT)
    with ready.read() as session:
        assert plan.wrong(session, NIGHT + timedelta(days=2)) == ""
        assert plan.wrong(session, NIGHT + timedelta(days=3)) == "已经 3 天没有备份。"


@pytest.mark.parametrize(
    ("given", "code"),
    [({"at": "24:00"}, "not_a_time"), ({"at": "2:30"}, "not_a_time"), ({"second": "here"}, "no_folder"), ({"second": "/nowhere/at/all"}, "no_folder"), ({"second": "/proc"}, "unwritable")],
)  # fmt: skip
def test_a_plan_that_cannot_be_kept_is_refused(ready: Store, given: dict[str, str], code: str) -> None:
    with ready.write() as session:
        assert [problem.code for problem in plan.change(session, **given)] == [code]
    with ready.read() as session:
        assert plan.plan(session) == plan.Plan()


def test_it_watches_while_the_township_is_served_and_ends_with_it(
    ready: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "_EVERY", 0.01)
    with nightly.running(ready, lambda: NIGHT):
        for _ in range(500):
            if list((ready.data / backup.FOLDER).glob("*.vctb")):
                break
            nightly.threading.Event().wait(0.02)
    assert len(list((ready.data / backup.FOLDER).glob("*.vctb"))) == 1
