"""The lists of both sides: after a round a plain diff of the two files shows only what is not there yet."""

from pathlib import Path

from sync.client import engine
from sync.client.pairing import pair
from sync.server import cli
from tests import worlds
from tests.server.township import RunningTownship, running
from vclinic.services.export import export
from vclinic.services.sync_status import list_changes
from vclinic.services.workstation import Workstation


def clinics_list(station: Workstation, folder: Path) -> list[str]:
    export(station, "changes", folder / "clinic.jsonl")
    return (folder / "clinic.jsonl").read_text("utf-8").splitlines()


def townships_list(township: RunningTownship, folder: Path, clinic: str = "") -> list[str]:
    only = ("--clinic", clinic) if clinic else ()
    file = folder / "township.jsonl"
    assert cli.main(("export", "changes", str(file), "--data", str(township.store.data), *only), township.clock) == 0
    return file.read_text("utf-8").splitlines()


def test_both_sides_list_the_same_lines_after_a_round(tmp_path: Path) -> None:
    with running(tmp_path / "township") as township, worlds.clinic(tmp_path / "clinic") as (station, clock):
        township.staff("lin", "林晓燕")
        township.clinic("石桥村卫生室", "340123101106").round()
        pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
        resident = worlds.register(station)
        worlds.visit(station, resident)
        worlds.visit(station, worlds.register(station, "单国英", serial=24, registers=("t2dm",)), **worlds.SUGAR)
        engine.sync(station.store, clock.now)
        here = [line for line in list_changes(station, ("stored",)) if line.entity in ("follow_up", "resident")]
        visit, other = [line.change_id for line in here if line.entity == "follow_up"]
        township.decide(visit)
        township.decide(other, general="请写清楚。")
        engine.sync(station.store, clock.now)
        both = clinics_list(station, tmp_path)
        assert (
            both == townships_list(township, tmp_path, worlds.SETUP.village_code) == townships_list(township, tmp_path)
        )
        states = [line.split('"state": "')[1].split('"')[0] for line in both]
        assert {"stored", "accepted", "returned"} == set(states)

        late = worlds.register(station, "梁国富", serial=31)
        missing = set(clinics_list(station, tmp_path)) - set(townships_list(township, tmp_path))
        assert missing
        assert all('"state": "pending"' in line for line in missing)
        assert any(late in line for line in missing)
