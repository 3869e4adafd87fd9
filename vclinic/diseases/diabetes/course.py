"""Believable courses of type-2 diabetes for a sample village."""

import random
from typing import Any

from vclinic.diseases.course import SampleDrug, towards

_MIDDLES = {"controlled": (6.3, 0.0), "drifting": (6.4, 1.6), "improved": (9.2, -2.8), "uncontrolled": (8.4, 1.4)}
_METFORMIN = SampleDrug("二甲双胍", "0.5 g", 0.5, "g", "bid")
REGIMENS = ((_METFORMIN,), (_METFORMIN,), (_METFORMIN, SampleDrug("格列美脲", "2 mg", 2.0, "mg", "qd")))
ADVERSE = "二甲双胍，腹泻"


def course(kind: str, count: int, rng: random.Random) -> tuple[dict[str, Any], ...]:
    """Fasting glucose, pressure and feet of ``count`` visits, oldest first."""
    visits: list[dict[str, Any]] = []
    feet = ""  # as they are found first, so they stay
    for place in range(count):
        middle = towards(kind, place / max(1, count - 1), _MIDDLES, 6.8)
        fbg = round(max(4.4, min(rng.gauss(middle, 0.35), 14.0)), 1)
        sbp = round(rng.gauss(130, 5))
        dbp = round(sbp * 0.6 + rng.gauss(1, 2))
        drawn = rng.choices("124", (92, 6, 2))[0]
        feet = feet or drawn
        visits.append({"fbg": fbg, "sbp": sbp, "dbp": dbp, "dorsalis_pedis": feet})
    return tuple(visits)


def habits() -> dict[str, Any]:
    """What the form asks besides, as most villagers answer."""
    return {"staple_now": 350, "staple_target": 300, "hypoglycemia": "1", "dorsalis_pedis": "1"}
