"""Checking a crowded regimen at a key: eight drugs, ours and others', and three diseases."""

import gc
import time
from datetime import date

from bench.timing import timed
from vclinic.domain.prescription import MedicationOrder
from vclinic.rules.catalog import Catalog, load_catalog
from vclinic.rules.labs import Lab, Labs
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescribing import check_medication
from vclinic.rules.prescription_rules import prescription_rules_on

_DAY = date(2026, 11, 24)
_PERSON = PersonFacts(
    age=71,
    sex_code="1",
    diseases=frozenset(("htn", "t2dm", "chd")),
    allergies=("penicillin",),
    allergies_asked=True,
    labs=Labs(potassium_mmol_l=Lab(4.4, _DAY), egfr=Lab(52, _DAY)),
    egfr=52,
    sbp=142,
    dbp=84,
    heart_rate=62,
)
_OURS = ("苯磺酸氨氯地平片", "二甲双胍片", "美托洛尔片", "阿托伐他汀片", "阿司匹林肠溶片")
_OTHERS = ("北京降压0号", "感康", "医院开的波立维")
_KEYS = 400


def _orders(catalog: Catalog) -> tuple[MedicationOrder, ...]:
    """Five lines as a doctor writes them.

    Raises:
        LookupError: the catalogue has no such drug.
    """
    orders: list[MedicationOrder] = []
    for place, name in enumerate(_OURS, 1):
        drug = next((drug for drug in catalog.search(name) if drug.name.endswith(name)), None)
        if drug is None:
            raise LookupError(name)
        orders.append(
            MedicationOrder(
                line_no=place,
                drug_id=drug.id,
                drug_name=drug.name,
                strength=drug.strength,
                dose_value=1,
                dose_unit=drug.base_unit,
                frequency="qd",
                days=28,
                quantity=28,
                base_unit=drug.base_unit,
            )
        )
    return tuple(orders)


def measure() -> dict[str, str]:
    """Times of one key; the tables are read at the first check of the day, which is told beside it."""
    catalog, rules = load_catalog(), prescription_rules_on(_DAY)
    orders = _orders(catalog)

    def key(_: int) -> None:
        check_medication(orders, _PERSON, _OTHERS, catalog, rules)

    gc.collect()
    start = time.perf_counter()
    key(0)
    first = (time.perf_counter() - start) * 1000
    return {
        "checks of eight drugs at a key": str(timed(key, range(_KEYS))),
        "the first of the day, which reads the tables": f"{first:.0f} ms",
    }
