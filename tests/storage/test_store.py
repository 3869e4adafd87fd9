"""The store: one act is all or nothing, and a file that is not ours or is newer is left alone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import Refused, WorldFault
from vclinic.files.exclusive import held
from vclinic.files.open_lock import holders
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, doctors
from vclinic.storage.database import connect
from vclinic.storage.file_names import BACKUPS, DATABASE
from vclinic.storage.ids import TAG_LENGTH, make_id
from vclinic.storage.store import Store
from vclinic.storage.unit_of_work import COUNTER, TAG

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
KEY = bytes(range(32))


def test_a_new_store_knows_itself_and_opens_again(tmp_path: Path) -> None:
    Store.create(tmp_path, KEY, "S-1").close()
    store = Store.open(tmp_path, KEY, AT)
    facts = store.meta("store_id", "generation", COUNTER, TAG, "nothing of the kind")
    assert (facts["store_id"], facts["generation"], facts[COUNTER]) == ("S-1", "1", "1")
    assert len(facts[TAG]) == TAG_LENGTH
    assert not (tmp_path / BACKUPS).exists(), "nothing was waiting, so nothing was copied"
    store.set_meta({"generation": "2", "colour": "green"})
    assert store.meta("generation", "colour") == {"generation": "2", "colour": "green"}
    store.close()


def _cut_short(station: Workstation) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        doctors.save(work, "李医生", "li")
        raise ZeroDivisionError


def test_an_act_is_all_or_nothing(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        before = station.store.meta(COUNTER)
        with pytest.raises(ZeroDivisionError):
            _cut_short(station)
        with station.store.read() as session:
            assert doctors.by_login(session, "li") is None
            assert change_states.counts(session)["pending"] == 1
        assert station.store.meta(COUNTER) == before, "ids of an act that did not happen are made again"


def test_ids_of_a_store_are_made_in_order(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        made: list[str] = []
        for _ in range(3):
            with station.store.act(station.doctor.id, station.clock.now()) as work:
                made += [work.new_id(), work.new_id()]
        assert made == sorted(set(made))
        assert {one[:TAG_LENGTH] for one in made} == set(station.store.meta(TAG).values())
    assert make_id("ABCDEF", 33) == "ABCDEF-000011"


def _newer(station: Workstation) -> None:
    connection = connect(station.store.path, station.store.key)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('vclinic', '9999_later', '')"
    )
    connection.close()


def test_a_newer_database_is_refused_untouched(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        _newer(station)
        key = station.store.key
    before = (tmp_path / "clinic" / DATABASE).read_bytes()
    with pytest.raises(Refused, match="更新版本的程序"):
        Store.open(tmp_path / "clinic", key, AT)
    assert (tmp_path / "clinic" / DATABASE).read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"not a database at all" * 400])
def test_what_is_not_there_or_not_ours_is_said(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / DATABASE).write_bytes(content)
    with pytest.raises(WorldFault):
        Store.open(tmp_path, KEY, AT)
    assert content is None or (tmp_path / DATABASE).read_bytes() == content


def test_a_wrong_key_opens_nothing(tmp_path: Path) -> None:
    Store.create(tmp_path, KEY, "S-1").close()
    with pytest.raises(WorldFault, match="打不开"):
        Store.open(tmp_path, bytes(32), AT)


def test_a_reader_keeps_its_snapshot(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _), station.store.read() as session:
        assert change_states.counts(session)["pending"] == 1
        worlds.register(station)
        assert change_states.counts(session)["pending"] == 1


def test_a_store_that_cannot_be_opened_is_let_go(tmp_path: Path) -> None:
    Store.create(tmp_path, KEY, "S-1").close()
    with pytest.raises(WorldFault):
        Store.open(tmp_path, bytes(32), AT)
    with held(tmp_path):
        assert holders(tmp_path) == []
    store = Store.open(tmp_path, KEY, AT)
    with held(tmp_path):
        assert [holder.since for holder in holders(tmp_path)] == [AT.isoformat(timespec="minutes")]
    store.close()
    with held(tmp_path):
        assert holders(tmp_path) == []
