"""Two townships in one PostgreSQL database: neither sees, counts, lists, backs up, checks or restores the other's rows, and
neither waits for the other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import text
from sqlmodel import col, func, select

from sync.protocol import messages
from sync.protocol.messages import RoundReply
from sync.server.care import backup, check, recovery, restore
from sync.server.database import township_id
from sync.server.database.store import Store, create, open_store
from sync.server.database.tables import Inbox, ResidentMirror, Review, Row
from sync.server.reports import exports
from tests.server import postgres
from tests.server.browserless import Visitor
from tests.server.care.test_restore import CHEAP, contents
from tests.server.people import resident, visit
from tests.server.township import MORNING, ClinicDevice, RunningTownship, TurnableClock, serving
from vclinic.domain.problem import Refused


@dataclass
class Both:
    """Two townships that serve, each with a clinic of the same name, and where their database is."""

    here: RunningTownship
    there: RunningTownship
    near: ClinicDevice
    far: ClinicDevice
    address: str


@pytest.fixture
def address(postgresql: postgres.Server) -> Iterator[str]:
    with postgresql.database("template0") as address:
        yield address


@pytest.fixture
def both(tmp_path: Path, address: str) -> Iterator[Both]:
    """The records of both have the same ids, which only rows of different townships may have."""
    with ExitStack() as stack:
        made = [stack.enter_context(closing(create(tmp_path / name, title, address))) for name, title in NAMED.items()]
        here, there = (stack.enter_context(serving(store, TurnableClock())) for store in made)
        here.staff("linxy", "林晓燕", "administrator")
        there.staff("linxy", "赵敏", "administrator")
        near, far = here.clinic(), there.clinic()
        near.round(resident("R-1"), resident("R-2", "王建国"), visit(sbp=162, visit_class="2"), visit("V-3", "R-9"))
        far.round(resident("R-1", "何一珍", household_head="何一珍"), visit(sbp=600))
        yield Both(here, there, near, far, address)


NAMED = {"a": "清溪镇卫生院", "b": "东山镇卫生院"}
ASKED = SQL("SELECT DISTINCT township_id FROM {}")
PAGES = ("/", "/review", "/review/list", "/clinics", "/clinics/received", "/clinics/refused", "/clinics/waiting", "/residents/all",
         "/residents/R-1", "/staff", "/staff/acts")  # fmt: skip


def named(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.exec(select(ResidentMirror.name).order_by(ResidentMirror.id)))


def test_each_has_its_own_rows_under_the_same_numbers(both: Both) -> None:
    assert both.here.store.township_id != both.there.store.township_id
    assert named(both.here.store) == ["杨素芬", "王建国"]
    assert named(both.there.store) == ["何一珍"]
    with both.here.store.read() as near, both.there.store.read() as far:
        for session, seqs, states in ((near, [1, 2, 3, 4], {"stored"}), (far, [1, 2], {"stored", "refused"})):
            assert list(session.exec(select(Inbox.seq).order_by(col(Inbox.seq)))) == seqs
            assert set(session.exec(select(Inbox.state))) == states
        assert near.exec(select(func.count()).select_from(Review).where(Review.state == "waiting")).one() == 1
        assert far.exec(select(func.count()).select_from(Review).where(Review.state == "waiting")).one() == 0


def test_pages_and_exports_name_nobody_of_the_other(both: Both, tmp_path: Path) -> None:
    for township, own, others in ((both.here, "杨素芬", "何一珍"), (both.there, "何一珍", "杨素芬")):
        visitor = Visitor(township)
        visitor.sign_in("linxy")
        told = {path: visitor.get(path).text for path in PAGES}
        assert own in told["/residents/all"]
        assert own in told["/residents/R-1"]
        assert [path for path, page in told.items() if others in page] == []
        searched = visitor.post("/residents", {"text": others}).text
        assert "/residents/R-1" not in searched
        for kind in exports.kinds():
            file = tmp_path / f"{kind}.jsonl"
            with township.store.read() as session:
                exports.write(session, kind, file)
            assert others not in file.read_text("utf-8"), kind


def test_a_computer_of_one_is_nobody_at_the_other(both: Both) -> None:
    stranger = ClinicDevice(both.there, both.near.key, name=both.near.name)
    answer = stranger.post(stranger.sealed([resident("R-7")]))
    assert answer.status_code == 401, answer.text
    assert named(both.there.store) == ["何一珍"]


def test_a_code_of_one_is_none_at_the_other(both: Both) -> None:
    with pytest.raises(AssertionError, match="code"):
        ClinicDevice(both.there).pair(both.here.code())


def test_both_take_rounds_at_once(both: Both) -> None:
    devices = (both.near, "溪"), (both.far, "山")
    batches = [device.sealed([resident(f"R-{n}", f"{who}{n}") for n in range(10, 60)]) for device, who in devices]

    def send(device: ClinicDevice, batch: bytes) -> RoundReply:
        answer = device.post(batch)
        assert answer.status_code == 200, answer.text
        return messages.decode(RoundReply, answer.content)

    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(send, (both.near, both.far), batches))
    assert [len(reply.receipts) for reply in replies] == [50, 50]
    assert {receipt.state for reply in replies for receipt in reply.receipts} == {"stored"}
    assert (len(named(both.here.store)), len(named(both.there.store))) == (52, 51)


def test_one_that_writes_does_not_hold_up_the_other(both: Both) -> None:
    with both.here.store.write() as session:
        session.exec(select(ResidentMirror).with_for_update()).all()
        assert [receipt.state for receipt in both.far.round(resident("R-8", "何二珍")).receipts] == ["stored"]
    assert named(both.there.store) == ["何一珍", "何二珍"]


def test_a_check_counts_and_judges_its_own_only(both: Both) -> None:
    with both.there.store.engine.execution_options(write=True).begin() as connection:
        spoilt = text("UPDATE inbox SET digest = 'x' WHERE township_id = :township")
        connection.execute(spoilt, {"township": both.there.store.township_id})
    report = check.check(both.here.store)
    assert (report.problems, report.counts["inbox"], report.counts["resident_mirror"]) == ((), 4, 2)
    assert check.check(both.there.store).problems == ("有 2 条上报的内容和收下时不一样。",)


def test_one_comes_back_from_its_backup_while_the_other_serves(both: Both, tmp_path: Path) -> None:
    here, there = both.here.store, both.there.store
    code = recovery.draw(here.data, CHEAP)
    made = backup.backup(here, tmp_path / "a.vctb", MORNING)
    assert (made.counts["inbox"], made.counts["clinic"], made.counts["staff"]) == (4, 1, 1)
    kept, epoch = contents(here), there.epoch
    both.near.round(resident("R-5", "后来人"))
    here.close()
    report = restore.restore(here.data, made.path, code, MORNING, accept_loss=True)
    assert (report.lost or {})["changes"] == 1
    both.far.round(resident("R-6", "何三珍"))
    with closing(open_store(here.data)) as again:
        assert contents(again) == kept
        assert named(again) == ["杨素芬", "王建国"]
    with closing(open_store(there.data)) as again:
        assert named(again) == ["何一珍", "何三珍"]
        assert again.epoch == epoch


def test_a_backup_of_one_is_not_put_in_the_place_of_the_other(both: Both, tmp_path: Path) -> None:
    here, there = both.here.store, both.there.store
    code = recovery.draw(here.data, CHEAP)
    made = backup.backup(here, tmp_path / "a.vctb", MORNING)
    here.close()
    there.close()
    with pytest.raises(Refused) as caught:
        restore.restore(there.data, made.path, code, MORNING, accept_loss=True)
    assert caught.value.code == "other_township"
    assert "没有恢复" in caught.value.sentence
    for store, names in ((here, ["杨素芬", "王建国"]), (there, ["何一珍"])):
        with closing(open_store(store.data)) as again:
            assert named(again) == names


def test_every_row_says_whose_it_is(both: Both) -> None:
    ids = {both.here.store.township_id, both.there.store.township_id}
    with psycopg.connect(both.address) as connection:
        rows = {
            name: {row[0] for row in connection.execute(ASKED.format(Identifier(name)))} for name in Row.metadata.tables
        }
    assert {name: told for name, told in rows.items() if told - ids} == {}
    assert rows["inbox"] == ids


@pytest.mark.parametrize(
    ("told", "code"),
    [("ZZZZZZZ\n", "missing"), ("清溪\n", "township_id"), (None, "which_township")],
)
def test_a_folder_that_names_no_township_of_the_database_is_refused(both: Both, told: str | None, code: str) -> None:
    file = both.here.store.data / township_id.FILE
    both.here.store.close()
    if told is None:
        file.unlink()
    else:
        file.write_text(told, "utf-8")
    with pytest.raises(Refused) as caught:
        open_store(both.here.store.data)
    assert caught.value.code == code
    assert named(both.there.store) == ["何一珍"]
