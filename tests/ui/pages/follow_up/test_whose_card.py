"""The card of whoever sits there is held against the visit that is open."""

import pytest

from tests.ui.visiting import Open
from vclinic.devices.reading import Reading
from vclinic.main import Program
from vclinic.services import register_resident
from vclinic.services.resident_record import resident_record
from vclinic.ui.destinations import OpenVisit
from vclinic.ui.devices.listening import DEVICES

Said = list[tuple[str, str]]


def read_card_of(program: Program, resident_id: str) -> None:
    resident = resident_record(program.shell.station, resident_id).resident
    DEVICES.read.emit(Reading("id_card", {"name": resident.name, "id_no": resident.id_no}, "读卡器"))


@pytest.mark.parametrize(
    ("owner", "told"),
    [
        ("何秀珍", ("ok", "身份证对得上，是何秀珍。")),
        ("马玉良", ("danger", "读到的是马玉良的身份证，这一页写的是何秀珍的随访。")),
    ],
)
def test_it_is_said_whose_visit_it_is_and_nothing_changes(
    program: Program, people: dict[str, str], opened: Open, said: Said, owner: str, told: tuple[str, str]
) -> None:
    page = opened("何秀珍")
    before = dict(page.state.values)
    read_card_of(program, people[owner])
    assert said[-1] == told
    assert (program.shell.current, page.state.values) == ("follow_up", before)


def test_a_record_without_a_number_leaves_it_to_the_doctor(
    program: Program, people: dict[str, str], said: Said
) -> None:
    values = {"name": "马小妹", "sex_code": "2", "birth_date": "1971-01-02", "id_missing_reason": "还没有办"}
    made = register_resident.register(program.shell.station, values, {"htn": program.shell.station.clock.today()})
    assert isinstance(made, str), made
    program.shell.go(OpenVisit(made))
    read_card_of(program, people["马玉良"])
    assert said[-1][0] == "info"
    assert "请自己核对" in said[-1][1]
