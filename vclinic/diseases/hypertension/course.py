"""Believable courses of hypertension for a sample village."""

import random
from typing import Any

from vclinic.diseases.course import SampleDrug, towards

_MIDDLES = {
    "controlled": (131.0, 0.0),
    "drifting": (132.0, 22.0),
    "improved": (160.0, -26.0),
    "uncontrolled": (158.0, 6.0),
}
_AMLODIPINE = SampleDrug("氨氯地平", "5 mg", 5.0, "mg", "qd")
_VALSARTAN = SampleDrug("缬沙坦", "80 mg", 80.0, "mg", "qd")
REGIMENS = (
    (_AMLODIPINE,),
    (_AMLODIPINE, _VALSARTAN),
    (_VALSARTAN,),
    (SampleDrug("依那普利", "10 mg", 10.0, "mg", "bid"),),
    (SampleDrug("氢氯噻嗪", "25 mg", 12.5, "mg", "qd"), _VALSARTAN),
    (SampleDrug("美托洛尔", "25 mg", 25.0, "mg", "bid"),),
)
ADVERSE = "氨氯地平，脚踝轻度水肿"


def course(kind: str, count: int, rng: random.Random) -> tuple[dict[str, Any], ...]:
    """Pressures of ``count`` visits, oldest first."""
    visits: list[dict[str, Any]] = []
    for place in range(count):
        middle = towards(kind, place / max(1, count - 1), _MIDDLES, 138.0)
        sbp = max(104, min(round(rng.gauss(middle, 4)), 176))
        dbp = max(58, min(round(sbp * 0.6 + rng.gauss(2, 3)), sbp - 24))
        visits.append({"sbp": sbp, "dbp": dbp})
    return tuple(visits)


def habits() -> dict[str, Any]:
    """What the form asks besides, as most villagers answer."""
    return {"salt_now": "2", "salt_target": "1"}
