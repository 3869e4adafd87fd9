"""Rounds with the township that went through, oldest first."""

from pathlib import Path

from tests import worlds
from vclinic.storage import rounds
from vclinic.storage.tables import SyncRoundRow


def test_only_rounds_that_went_through_are_told(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        with station.store.local() as session:
            for at, ok in (
                ("2026-11-24T10:00:00+08:00", 1),
                ("2026-11-24T09:00:00+08:00", 1),
                ("2026-11-24T11:00:00+08:00", 0),
            ):
                session.add(SyncRoundRow(at=at, ok=ok, pushed=3, stored=3, refused=0, requests=2, bytes_up=900,
                                         bytes_down=300, code="" if ok else "offline"))  # fmt: skip
        with station.store.read() as session:
            assert [row.at[11:16] for row in rounds.done(session)] == ["09:00", "10:00"]


def test_a_round_without_a_line_does_not_unsay_that_this_machine_was_stopped(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):

        def said(code: str) -> str:
            with station.store.local() as session:
                session.add(SyncRoundRow(at="2026-11-24T10:00:00+08:00", ok=int(not code), pushed=0, stored=0, refused=0,
                                         requests=1, bytes_up=1, bytes_down=1, code=code))  # fmt: skip
            with station.store.read() as session:
                return rounds.stopped(session)

        with station.store.read() as session:
            assert rounds.stopped(session) == ""
        assert [said(code) for code in ("", "revoked", "offline", "unknown_device", "busy", "taken_over", "offline")] == [
            "", "revoked", "revoked", "unknown_device", "unknown_device", "taken_over", "taken_over",
        ]  # fmt: skip
        with station.store.local() as session:
            rounds.note_pairing(session)
        assert said("offline") == ""
        assert said("revoked") == "revoked"
        assert said("") == ""
