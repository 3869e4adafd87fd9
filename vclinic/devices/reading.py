"""One reading of a device: whole and believable, or a list of what is wrong; nothing doubtful reaches a form by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vclinic.devices.fields import Taking, Value
from vclinic.devices.id_card import id_card
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem

# The entry limits of the follow-up forms: a test holds them equal to those of every disease that has the field.
SBP = Meaning("收缩压", "integer", "mmHg", 50, 300)
DBP = Meaning("舒张压", "integer", "mmHg", 30, 200)
HEART_RATE = Meaning("心率", "integer", "次/分", 30, 220)
GLUCOSE = Meaning("血糖", "decimal", "mmol/L", 1.0, 40.0, decimals=2)
BARCODE = Meaning("条码", "text", max_length=128)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a device read.

    Attributes:
        kind: ``id_card``, ``blood_pressure``, ``glucose`` or ``barcode``.
        fields: checked values by name: mmHg, beats a minute, mmol/L; only those that were read.
        source: which device said so, in the words of its helper.
    """

    kind: str
    fields: Mapping[str, Value]
    source: str


def _blood_pressure(taking: Taking) -> dict[str, Value | None]:
    sbp = taking.number("sbp", SBP, needed=True)
    dbp = taking.number("dbp", DBP, needed=True)
    if sbp is not None and dbp is not None and dbp >= sbp:
        taking.wrong("dbp", "order", f"设备读出的舒张压 {dbp} 不低于收缩压 {sbp}，请重测。")
    heart_rate = taking.number("heart_rate", HEART_RATE)
    return {"sbp": sbp, "dbp": dbp, "heart_rate": heart_rate, "taken_at": taking.moment("taken_at", "测量时间")}


def _glucose(taking: Taking) -> dict[str, Value | None]:
    if taking.said.get("unit", "mmol/L") != "mmol/L":
        taking.wrong("unit", "unit", "血糖仪的单位不是 mmol/L，请在仪器上改过来。")
    value = taking.number("glucose", GLUCOSE, needed=True)
    return {"glucose": value, "taken_at": taking.moment("taken_at", "测量时间")}


def _barcode(taking: Taking) -> dict[str, Value | None]:
    return {"text": taking.text("text", BARCODE, needed=True)}


_KINDS: dict[str, Callable[[Taking], Mapping[str, Value | None]]] = {
    "id_card": id_card,
    "blood_pressure": _blood_pressure,
    "glucose": _glucose,
    "barcode": _barcode,
}
KINDS = tuple(_KINDS)


def in_a_line(reading: Reading) -> str:
    """What was read, for the doctor: of a card the name and the number's end."""
    fields = reading.fields
    if reading.kind == "id_card":
        return f"身份证 {fields['name']} …{str(fields['id_no'])[-4:]}"
    if reading.kind == "blood_pressure":
        rate = f"，心率 {fields['heart_rate']}" if "heart_rate" in fields else ""
        return f"血压 {fields['sbp']}/{fields['dbp']} mmHg{rate}"
    if reading.kind == "glucose":
        return f"血糖 {fields['glucose']:g} mmol/L"
    return f"条码 {fields['text']}"


def read(kind: str, said: Mapping[str, object], source: str) -> Reading | tuple[Problem, ...]:
    """The reading behind what a device said, or everything that is wrong with it."""
    if kind not in _KINDS:
        return (Problem("kind", "unknown_kind", "设备发来的数据本程序不认识，没有填入。"),)
    taking = Taking(said)
    values = _KINDS[kind](taking)
    if taking.problems:
        return tuple(taking.problems)
    return Reading(kind, {name: value for name, value in values.items() if value is not None}, source)
