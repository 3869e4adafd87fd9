"""A card beside what stands on a registration: what is empty is filled, what differs is told, and two people are never
mixed."""

from collections.abc import Mapping
from dataclasses import dataclass

from vclinic.devices.fields import Value
from vclinic.domain.fields import meanings
from vclinic.domain.identity import normal_id_no
from vclinic.domain.names import normal_name
from vclinic.domain.resident import Resident

IDENTITY_CARD = "01"  # of `codes.ID_TYPE`
_FIELDS = ("id_no", "name", "sex_code", "birth_date", "ethnic_code", "address")
_RESIDENT = meanings(Resident)


@dataclass(frozen=True, slots=True)
class CardOnForm:
    """Attributes:
    fills: what goes into the form, by field. differs: labels of what is written otherwise and stays.
    stranger: the card is of somebody else than the form is about; nothing goes in then.
    """

    fills: Mapping[str, Value]
    differs: tuple[str, ...] = ()
    stranger: bool = False


def card_on_form(card: Mapping[str, Value], written: Mapping[str, object]) -> CardOnForm:
    """``written`` holds the form's values as typed; a number of which only the beginning is written is the card's."""
    number, typed = str(card["id_no"]), normal_id_no(_text(written, "id_no"))
    name = normal_name(_text(written, "name"))
    if not number.startswith(typed) or name not in ("", normal_name(str(card["name"]))):
        return CardOnForm({}, stranger=True)
    fills: dict[str, Value] = {"id_type": IDENTITY_CARD}
    differs: list[str] = []
    for field in _FIELDS:
        if field not in card:
            continue
        before = _text(written, field)
        if not before or field in ("id_no", "name"):  # the card's spelling of the same name
            fills[field] = card[field]
        elif before != str(card[field]):
            differs.append(_RESIDENT[field].label)
    return CardOnForm(fills, tuple(differs))


def _text(written: Mapping[str, object], field: str) -> str:
    return str(written.get(field) or "").strip()
