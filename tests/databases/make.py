"""Makes a witness of the schema as it is today: `.venv/bin/python -m tests.databases.make NAME`, once per release.

A witness is never made again: every later program must open it and find in it what its facts.json says.
"""

import json
import sys
from pathlib import Path

from tests import worlds
from tests.databases.looking import facts
from vclinic.services import dispense
from vclinic.storage.store import DATABASE, KEYRING

HERE = Path(__file__).resolve().parent


def make(name: str) -> Path:
    """A clinic of one day: residents, a visit corrected once, three prescriptions, drugs handed out and taken back."""
    folder = HERE / name
    folder.mkdir()
    with worlds.clinic(folder) as (desk, clock):
        worlds.stock(desk)
        first, second = worlds.register(desk), worlds.register(desk, "单国英", serial=24)
        made = worlds.visit(desk, first)
        given = worlds.prescription(desk, made.follow_up_id)
        handed = dispense.dispense(desk, dispense.counter(desk, given), confirmed_checks=True)
        dispense.reverse_dispensing(desk, handed, "发错药")
        dispense.dispense(desk, dispense.counter(desk, given), confirmed_checks=True)
        worlds.visit(desk, second, 152, 94)
        found = facts(desk)
    document = {"login": worlds.SETUP.login, "password": worlds.PASSWORD, "on": clock.now().isoformat(), "found": found}
    (folder / "facts.json").write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for each in set(folder.iterdir()) - {folder / DATABASE, folder / KEYRING, folder / "facts.json"}:
        each.unlink()
    return folder


if __name__ == "__main__":
    print(make(sys.argv[1]))
