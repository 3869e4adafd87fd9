"""A resident seen more than once on one day, each time with a prescription: what the counter makes of its versions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests import worlds
from tests.worlds import World
from vclinic.services import counter_sheet, dispense, draft_prescription, prescribe
from vclinic.services.counter_sheet import CounterSheet
from vclinic.services.dispensing_queue import queue
from vclinic.storage import stock_ledger


@contextmanager
def stocked(folder: Path) -> Iterator[World]:
    """A station with both drugs in stock, its clock and a resident with hypertension."""
    with worlds.clinic(folder) as (station, clock):
        worlds.stock(station)
        worlds.stock(station, worlds.VALSARTAN)
        yield station, clock, worlds.register(station)


def prescribed(world: World, minutes: int, *lines: tuple[str, float, int]) -> str:
    """A visit and its prescription so many minutes after opening; a line is drug, dose and days."""
    station, clock, resident = world
    clock.set(worlds.MORNING + timedelta(minutes=minutes))
    sheet = draft_prescription.draft(station, worlds.visit(station, resident, heart_rate=70 + minutes % 9).follow_up_id)
    medication = tuple(
        worlds.order(station, sheet.three, drug, dose, line_no=place, days=days)
        for place, (drug, dose, days) in enumerate(lines, 1)
    )
    three = replace(sheet.three, medication=medication)
    checks = (*(check.code for check in sheet.checks), "R4/4weeks")
    three = replace(three, overrules=tuple((code, "本人要求") for code in checks))
    prescription_id = prescribe.save(station, sheet, three)
    assert isinstance(prescription_id, str), prescription_id
    return prescription_id


def at_counter(world: World, prescription_id: str) -> CounterSheet:
    return counter_sheet.open_counter(world[0], prescription_id)


def hand_out(world: World, prescription_id: str) -> str:
    return dispense.dispense(world[0], at_counter(world, prescription_id), confirmed_checks=True)


def states(world: World) -> list[tuple[str, str]]:
    return [(entry.prescription_id, entry.state) for entry in queue(world[0])]


def balance(world: World) -> int:
    with world[0].store.read() as session:
        return sum(batch.balance for batch in stock_ledger.batches(session, [worlds.AMLODIPINE])[worlds.AMLODIPINE])
