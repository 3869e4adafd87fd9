"""Somebody advised by ``vclinic assess advice``, and what the answer asks of him."""

import json
from typing import Any

from vclinic.diseases import rule_book
from vclinic.rules.catalog import load_catalog
from vclinic.services.assess_advice import advise_line

BOOK, CATALOG = rule_book(), load_catalog()
DAY = "2026-11-24"


def advised(
    sex: str,
    age: int,
    diseases: str,
    taking: list[str] | None = None,
    person: dict[str, Any] | None = None,
    **visit: Any,
) -> dict[str, Any]:
    """The answer about somebody of a sex and age with diseases as villagers say them."""
    known = {"sex_code": {"男": "1", "女": "2"}[sex], "birth_date": f"{2026 - age}-05-01", "diseases": diseases}
    orders = visit.pop("orders", [])
    line = {"person": known | (person or {}), "visit": {"date": DAY} | visit, "taking": taking or [], "orders": orders}
    return advise_line(json.dumps(line, ensure_ascii=False).encode(), BOOK, CATALOG)


def asked_for(answer: dict[str, Any]) -> str:
    """Everything somebody is advised to do."""
    diet = [line["text"] for line in answer["diet"]]
    heart = answer["exercise"]["hr_low"]
    rate = [f"心率 {heart}–{answer['exercise']['hr_high']}"] if heart else []
    return "\n".join([*diet, answer["exercise"]["text"], *rate])


def everything(answer: dict[str, Any]) -> str:
    explained = [line["explain"] for line in answer["diet"]]
    medication = [line["text"] for line in answer["medication"]]
    return "\n".join([asked_for(answer), *explained, *medication, *answer["not_advised"], *answer["card"]])


def at(height_cm: float, bmi: float) -> dict[str, Any]:
    """Weight and height of a body mass index."""
    return {"height_cm": height_cm, "weight_kg": round(bmi * (height_cm / 100) ** 2, 1)}


NORMAL: dict[str, Any] = {"sbp": 132, "dbp": 80}
