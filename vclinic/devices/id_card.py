"""An identity card as a reader says it: the number must be sound, and sex and birth date those the number holds."""

from datetime import date

from vclinic.devices.fields import Taking, Value
from vclinic.domain import codes
from vclinic.domain.fields import meanings
from vclinic.domain.identity import IdNo, parse_id_no
from vclinic.domain.resident import Resident

FOR_GOOD = "长期"
_RESIDENT = meanings(Resident)


def id_card(taking: Taking) -> dict[str, Value]:
    """The card's values under the names of a resident's fields, with ``valid_from`` and ``valid_until``; a card that is
    valid for good (长期) has no ``valid_until``. Whether it has run out is for whoever knows the day."""
    id_no = _number(taking)
    name = taking.text("name", _RESIDENT["name"], needed=True)
    sex = _coded(taking, "sex", "sex_code")
    nation = _coded(taking, "nation", "ethnic_code")
    born = taking.day("birth_date", "出生日期")
    address = taking.text("address", _RESIDENT["address"])
    begins = taking.day("valid_from", "有效期起")
    ends = None if taking.said.get("valid_until") == FOR_GOOD else taking.day("valid_until", "有效期止")
    if begins and ends and ends < begins:
        taking.wrong("valid_until", "order", "身份证有效期的止日早于起日，请重新读卡。")
    if id_no is None:
        return {}
    _agree(taking, id_no, sex, born)
    values: dict[str, Value | None] = {
        "name": name,
        "sex_code": id_no.sex_code,
        "ethnic_code": nation,
        "birth_date": id_no.birth_date,
        "address": address,
        "id_no": id_no.number,
        "valid_from": begins,
        "valid_until": ends,
    }
    return {field: value for field, value in values.items() if value}


def _number(taking: Taking) -> IdNo | None:
    text = taking.text("id_no", _RESIDENT["id_no"], needed=True)
    parsed = parse_id_no(text) if text else None
    if parsed is None or isinstance(parsed, IdNo):
        return parsed
    taking.problems.append(parsed)
    return None


def _coded(taking: Taking, said_as: str, field: str) -> str:
    """The code of a word (女, 土家族) or of a code itself; "" where the card says nothing."""
    meaning = _RESIDENT[field]
    text = taking.text(said_as, meaning)
    options = codes.SEX.options if field == "sex_code" else codes.ETHNIC.options
    for code, label in options:
        if text in (code, label, f"{label}族"):
            return code
    if text:
        taking.wrong(said_as, "unknown_code", f"身份证上的{meaning.label}“{text}”不认识，请照证件手工填写。")
    return ""


def _agree(taking: Taking, id_no: IdNo, sex: str, born: date | None) -> None:
    if sex in ("1", "2") and sex != id_no.sex_code:
        taking.wrong("sex", "disagrees", "读出的性别与身份证号不一致，请重新读卡。")
    if born is not None and born != id_no.birth_date:
        taking.wrong("birth_date", "disagrees", "读出的出生日期与身份证号不一致，请重新读卡。")
