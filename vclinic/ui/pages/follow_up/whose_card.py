"""An identity card read during a visit changes nothing: it is said whether the visit is written for its owner."""

from vclinic.devices.reading import Reading
from vclinic.domain.resident import Resident
from vclinic.ui.messages import MESSAGES
from vclinic.ui.words import tr


def say_whose(card: Reading, resident: Resident) -> None:
    """Compare by number; a record without one leaves it to the doctor."""
    name = str(card.fields["name"])
    if not resident.id_no:
        MESSAGES.info(f"{tr('读到')}{name}{tr('的身份证；这份档案还没有身份证号，请自己核对是不是同一个人。')}")
    elif resident.id_no == card.fields["id_no"]:
        MESSAGES.ok(f"{tr('身份证对得上，是')}{resident.name}{tr('。')}")
    else:
        MESSAGES.danger(f"{tr('读到的是')}{name}{tr('的身份证，这一页写的是')}{resident.name}{tr('的随访。')}")
