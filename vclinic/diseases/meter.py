"""What a meter measured, in the words of a follow-up form: which fields take it, and which the doctor must say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vclinic.devices.reading import Reading
from vclinic.forms.spec import FormSpec

_READINGS, _RATE = "bp_readings", "heart_rate"
_GLUCOSES = ("fbg", "pbg", "rbg")  # a meter knows no meal


@dataclass(frozen=True, slots=True)
class Metered:
    """Texts as they would be typed; nothing at all where the form has no place.

    Attributes:
        pair: for the next free place among the readings that are kept in ``pairs``.
        figures: by field, where nothing was measured by hand yet.
        one_of: field → label, of which the doctor says which one ``figure`` was measured for.
    """

    pairs: str = ""
    pair: tuple[str, str] = ("", "")
    figures: Mapping[str, str] = field(default_factory=dict[str, str])
    one_of: Mapping[str, str] = field(default_factory=dict[str, str])
    figure: str = ""

    def __bool__(self) -> bool:
        return bool(self.pairs or self.one_of)


def metered(form: FormSpec, reading: Reading) -> Metered:
    """Where ``form`` takes a reading."""
    known, said = form.meanings, reading.fields
    if reading.kind == "blood_pressure" and _READINGS in known:
        rate = {_RATE: str(said[_RATE])} if _RATE in said and _RATE in known else {}
        return Metered(pairs=_READINGS, pair=(str(said["sbp"]), str(said["dbp"])), figures=rate)
    if reading.kind == "glucose":
        asked = {name: known[name].label for name in _GLUCOSES if name in known}
        return Metered(one_of=asked, figure=f"{said['glucose']:g}")
    return Metered()
