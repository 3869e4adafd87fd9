"""What a second reader of the domain wrote down before seeing any answer, and where an answer differs from it.

A case: ``kind`` of `vclinic assess`, ``name``, ``clause`` of the domain, ``in``, and ``want``, whose words are the keys below.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

WEIGHT = ("note", "warn", "stop")
_DENIED = re.compile("不|别|忌|禁|少|避免|勿|先问|没有|停")  # a sentence with one of these advises against
_CLAUSES = re.compile("[，。；;,.\n：:（）()]")


def cases() -> list[dict[str, Any]]:
    """All of them, in order."""
    path = Path(__file__).parent / "cases" / "doctors_reading.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def differences(kind: str, given: dict[str, Any], want: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """What of ``want`` did not come out; empty when all did."""
    if "or" in want:
        several = [differences(kind, given, other, answer) for other in want["or"]]
        return [] if [] in several else [f"none of {several}"]
    refused = want.get("problems")
    if "problems" in answer or refused:
        fields = {problem["field"] for problem in answer.get("problems", ())}
        as_wanted = bool(fields) and (refused is True or bool(fields & set(refused or ())))
        return [] if as_wanted else [f"refused: {sorted(fields)}"]
    if kind == "prescription":
        return [*_checks(want, answer["checks"]), *_ticks(want, answer)]
    if kind == "advice":
        return [*_exercise(want, answer["exercise"]), *_sentences(want, answer)]
    return [*_step(want, answer, given), *_alerts(want, answer)]


def _about(check: dict[str, Any], row: dict[str, Any]) -> bool:
    kinds = row["kind"] if isinstance(row["kind"], list) else [row["kind"]]
    drug = row["drug"]
    return check["kind"] in kinds and (any(drug in name for name in check["drugs"]) or drug in check["text"])


def _checks(want: dict[str, Any], checks: Sequence[dict[str, Any]]) -> Iterator[str]:
    for row in want.get("checks", ()):
        heaviest = max((WEIGHT.index(check["severity"]) for check in checks if _about(check, row)), default=-1)
        most = WEIGHT.index(row.get("at_most", "stop"))
        if not WEIGHT.index(row["at_least"]) <= heaviest <= most:
            yield f"{row}: {WEIGHT[heaviest] if heaviest >= 0 else 'nothing'}"
    for row in want.get("checks_not", ()):
        least = WEIGHT.index(row.get("sev", "warn"))
        yield from (
            check["text"] for check in checks if _about(check, row) and WEIGHT.index(check["severity"]) >= least
        )
    if want.get("any_check") and not checks:
        yield "no check"
    if want.get("quiet"):
        yield from (check["text"] for check in checks if check["severity"] != "note")


def _ticks(want: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
    ticks, unknown = answer["ticks"], answer["unknown"]
    yield from (f"ticked: {kind}" for kind in want.get("unchecked", ()) if ticks[kind] == "clear")
    yield from (f"ticked: {kind}" for kind, tick in want.get("ticks_not", {}).items() if ticks[kind] == tick)
    if want.get("unread") and ticks["pregnancy"] == "clear":
        yield "ticked: pregnancy"
    if "unknown" in want and want["unknown"] not in unknown:
        yield f"not named as unknown: {unknown}"
    if "unknown_not" in want and unknown:
        yield f"not recognised: {unknown}"
    if answer["savable"] != want.get("savable", answer["savable"]):
        yield f"savable: {answer['savable']}"


def _exercise(want: dict[str, Any], exercise: dict[str, Any]) -> Iterator[str]:
    rates = [exercise["hr_low"], exercise["hr_high"]]
    if exercise["allowed"] != want.get("allowed", exercise["allowed"]):
        yield f"allowed: {exercise['allowed']}"
    if "hr" in want and rates != (want["hr"] or [None, None]):
        yield f"heart rate: {rates}"
    if rates not in want.get("hr_any", [rates]):
        yield f"heart rate: {rates}"
    for limit, name in (("minutes_max", "minutes"), ("times_max", "times_per_week")):
        if limit in want and (exercise[name] or 0) > want[limit]:
            yield f"{name}: {exercise[name]}"


def _sentences(want: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
    everything, card = "\n".join(_texts(answer)), "\n".join(answer["card"])
    denied = "\n".join(answer["not_advised"])
    advised = [*_texts(answer["medication"]), *(item["text"] for item in answer["diet"]), *_texts(answer["exercise"])]
    clauses = [clause for text in (*advised, *answer["card"]) for clause in _CLAUSES.split(text)]
    yield from (f"lacks {wanted}" for wanted in want.get("has", ()) if not re.search(wanted, everything))
    yield from (f"not denied: {wanted}" for wanted in want.get("not_advised_has", ()) if not re.search(wanted, denied))
    yield from (f"denied: {wanted}" for wanted in want.get("not_advised_not", ()) if re.search(wanted, denied))
    yield from (f"card lacks {wanted}" for wanted in want.get("card_has", ()) if not re.search(wanted, card))
    yield from (f"card has {unwanted}" for unwanted in want.get("card_not", ()) if re.search(unwanted, card))
    for unwanted in want.get("rec_not", ()):
        yield from (
            f"advises {clause}" for clause in clauses if re.search(unwanted, clause) and not _DENIED.search(clause)
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _step(want: dict[str, Any], answer: dict[str, Any], given: dict[str, Any]) -> Iterator[str]:
    for name in ("visit_class", "renewable"):
        if answer[name] != want.get(name, answer[name]):
            yield f"{name}: {answer[name]}"
    for name in ("action", "referral"):
        if answer[name] not in want.get(name, (answer[name],)):
            yield f"{name}: {answer[name]}"
    days = (date.fromisoformat(answer["next_visit_date"]) - date.fromisoformat(given["visit_date"])).days
    if days > want.get("max_days", days):
        yield f"next visit in {days} days"
    if answer["next_visit_date"] != want.get("next_date", answer["next_visit_date"]):
        yield f"next visit on {answer['next_visit_date']}"
    if want.get("no_urgent") and (answer["referral"] == "urgent" or answer["action"] == "EMERGENCY_REFER"):
        yield "urgent"


def _alerts(want: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
    alerts, asked = answer["alerts"], answer["emergency_question"]
    if want.get("alerts") and not alerts:
        yield "no alert"
    if want.get("no_alerts") and any(alert["severity"] != "note" for alert in alerts):
        yield f"alerts: {[alert['code'] for alert in alerts]}"
    if want.get("question") and not asked:
        yield "nothing asked"
    if want.get("no_question") and asked:
        yield f"asked: {asked}"
    if "question_any" in want and not set(want["question_any"]) & set(asked):
        yield f"asked: {asked}"
