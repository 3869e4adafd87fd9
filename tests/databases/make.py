"""Makes a witness of the schema as it is today: `.venv/bin/python -m tests.databases.make NAME`, once per release.

A witness is never made again: every later program must open it and find in it what its facts.json says.
"""

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests import worlds
from tests.databases.looking import facts
from vclinic.services import counter_sheet, dispense, record_follow_up, visit_sheet
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.storage import announcements, changes, follow_ups, stock_ledger
from vclinic.storage.file_names import DATABASE, KEYRING

HERE = Path(__file__).resolve().parent
PEOPLE = ("何秀珍", "单国英", "张德福", "刘大山")


def make(name: str) -> Path:
    """A clinic of one day: residents with one disease and with two, a visit corrected once and one made void, three
    prescriptions for a visit and for two together, drugs handed out, taken back and counted, a visit half written,
    a word of the township."""
    folder = HERE / name
    with worlds.clinic(folder) as (station, clock):
        batch = worlds.stock(station)
        first, second = worlds.register(station), worlds.register(station, "单国英", serial=24)
        made = worlds.visit(station, first)
        given = worlds.prescription(station, made.follow_up_id)
        handed = dispense.dispense(station, counter_sheet.open_counter(station, given), confirmed_checks=True)
        dispense.reverse_dispensing(station, handed, "发错药")
        dispense.dispense(station, counter_sheet.open_counter(station, given), confirmed_checks=True)
        worlds.visit(station, second, 152, 94)
        _correct(station, second, 150, 92)
        both = worlds.register(station, "张德福", serial=33, registers=("htn", "t2dm"))
        _two_diseases(station, both)
        half = worlds.register(station, "刘大山", serial=35)
        _void(station, worlds.visit(station, half).follow_up_id)
        visit_sheet.keep_draft(
            station, visit_sheet.open_visit(station, half), {"heart_rate": "7"}, frozenset({"heart_rate"})
        )
        with station.store.act(station.doctor.id, clock.now()) as work:
            stock_ledger.enter(work, batch, "adjust", -2, clock.today(), "盘点")
        _answer(station, made.follow_up_id)
        result = facts(station, PEOPLE)
    document = {
        "login": worlds.SETUP.login,
        "password": worlds.PASSWORD,
        "on": clock.now().isoformat(),
        "found": result,
    }
    (folder / "facts.json").write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for path in set(folder.iterdir()) - {folder / DATABASE, folder / KEYRING, folder / "facts.json"}:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return folder


def _answer(station: Workstation, follow_up_id: str) -> None:
    """The township has returned a visit, announced something that was read, and said what only a later program reads."""
    with station.store.read() as session:
        change = follow_ups.get(session, follow_up_id).change_id
    remarks = [{"field": "heart_rate", "text": "请重新量。"}]
    verdict = {"seq": 3, "kind": "verdict", "change_id": change, "state": "returned", "remarks": remarks,
               "general": "", "deadline": "2026-12-01", "reviewer": "林晓燕", "at": "2026-11-24T17:00:00+08:00"}  # fmt: skip
    worlds.tell(station, worlds.announcement(1), {"seq": 2, "kind": "never_to_be_known", "weeks": [1, 2]}, verdict)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        announcements.mark_read(work, "n-1", 1, station.clock.today(), station.signature)
        changes.keep_receipts(work.session, [(change, "stored", "", "", "")], station.clock.now())


def _correct(station: Workstation, resident_id: str, *pressure: int) -> None:
    with station.store.read() as session:
        (visit,) = follow_ups.of_resident(session, resident_id)
    sheet = visit_sheet.open_visit(station, resident_id, visit.id)
    done = record_follow_up.record(station, sheet, VisitEntry(sheet.values | {"bp_readings": (pressure,)}))
    assert not isinstance(done, list), done


def _two_diseases(station: Workstation, resident_id: str) -> None:
    sheets = visit_sheet.open_visits(station, resident_id)
    entries = [VisitEntry(dict(sheet.values) | _typed(sheet)) for sheet in sheets]
    done = record_follow_up.record_all(station, sheets, entries)
    assert not isinstance(done, list), done
    worlds.prescription(station, done[0].follow_up_id)


def _typed(sheet: VisitSheet) -> dict[str, Any]:
    return {name: value for name, value in (worlds.FULL | worlds.SUGAR).items() if name in sheet.form.meanings}


def _void(station: Workstation, follow_up_id: str) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        follow_ups.save(work, replace(follow_ups.get(work.session, follow_up_id), status="void"))


if __name__ == "__main__":
    print(make(sys.argv[1]))
