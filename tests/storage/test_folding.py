"""A few seconds after the last write the database file alone is whole, and nobody waits for that."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests import worlds
from vclinic.storage.database import connect
from vclinic.storage.file_names import DATABASE
from vclinic.storage.folding import Folding
from vclinic.storage.own_file import OwnFile
from vclinic.storage.store import Store

_REST = 0.2


def _until(happened: Callable[[], bool], seconds: float = 10.0) -> bool:
    ends = time.monotonic() + seconds
    while not happened() and time.monotonic() < ends:
        time.sleep(0.02)
    return happened()


def _people_in(database: Path, copy: Path, key: bytes) -> int:
    """How many residents stand in the file alone, without its log. Another process copies: a file closed in this one
    would take SQLite's locks with it."""
    subprocess.run([sys.executable, "-c", "import shutil, sys; shutil.copy(*sys.argv[1:])", database, copy], check=True)
    connection = connect(copy, key)
    try:
        return int(connection.execute("SELECT count(*) FROM resident").fetchone()[0])
    finally:
        connection.close()


def _folding(store: Store) -> Folding:
    return Folding(OwnFile(store.path, store.key, 1), _REST)


def test_after_a_rest_the_file_alone_holds_what_was_written(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        fold = _folding(station.store)
        for turn in (1, 2):
            worlds.register(station, name=f"赵{turn}", serial=100 * turn)
            assert _people_in(station.store.path, tmp_path / "early.db", station.store.key) == turn - 1
            fold.wrote()
            assert _until(lambda expected=turn: fold.folded == expected)
            assert _people_in(station.store.path, tmp_path / "late.db", station.store.key) == turn
        fold.stop()


def test_every_write_begins_the_rest_anew(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        fold = Folding(OwnFile(station.store.path, station.store.key, 1), 1.0)
        began = time.monotonic()
        while time.monotonic() - began < 1.6:
            station.store.set_meta({"colour": f"{time.monotonic()}"})
            fold.wrote()
            time.sleep(0.1)
        assert fold.folded == 0
        assert _until(lambda: fold.folded == 1)
        fold.stop()


def test_a_reader_who_stays_long_holds_nobody_up_and_what_he_needs_is_folded_in_later(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        fold = _folding(station.store)
        with station.store.read() as session:
            assert session.connection().exec_driver_sql("SELECT count(*) FROM resident").scalar_one() == 0
            worlds.register(station)
            fold.wrote()
            time.sleep(4 * _REST)
            assert fold.folded == 0
            began = time.monotonic()
            worlds.register(station, name="赵六", serial=400)
            assert time.monotonic() - began < 2.0
            assert session.connection().exec_driver_sql("SELECT count(*) FROM resident").scalar_one() == 0
        assert _until(lambda: fold.folded == 1), "no further write is needed for the next try"
        assert _people_in(station.store.path, tmp_path / "late.db", station.store.key) == 2
        fold.stop()


def test_a_writer_at_work_is_not_waited_for_and_does_not_wait(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.register(station)
        fold = _folding(station.store)
        with station.store.local() as session:
            session.connection().exec_driver_sql("UPDATE meta SET value = value")
            fold.wrote()
            assert _until(lambda: fold.folded == 1), "what is committed is folded in beside a writer"
        fold.stop()


def test_nothing_is_folded_into_a_file_that_was_put_in_the_place_of_ours(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        fold = _folding(station.store)
        worlds.register(station)
        copy = station.store.path.with_name("copy.db")
        shutil.copy(station.store.path, copy)
        copy.replace(station.store.path)
        before = station.store.path.read_bytes()
        fold.wrote()
        time.sleep(4 * _REST)
        fold.stop()
        assert fold.folded == 0
        assert station.store.path.read_bytes() == before


def test_a_store_that_was_told_to_folds_in_by_itself_until_it_is_closed(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        fold = station.store.fold_when_idle(_REST)
        assert station.store.fold_when_idle() is fold
        worlds.register(station)
        key, path = station.store.key, station.store.path
        assert _until(lambda: _people_in(path, tmp_path / "late.db", key) == 1)
        assert path.with_name(f"{DATABASE}-wal").exists()
        assert station.store.trouble() == ""


def test_stopping_does_not_wait_for_the_rest(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        fold = Folding(OwnFile(station.store.path, station.store.key, 1), 600.0)
        fold.wrote()
        began = time.monotonic()
        fold.stop()
        assert time.monotonic() - began < 5.0
