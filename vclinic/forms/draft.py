"""From what was typed to a record: parse, don't check. Every wrong value becomes a `Problem` beside its field."""

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar, cast, get_args

from vclinic.domain.fields import Meaning, OtherUnit, annotated_hints
from vclinic.domain.problem import Problem
from vclinic.forms.document import number, plain
from vclinic.forms.spec import Context, FormSpec

T = TypeVar("T")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_INTEGER = re.compile(r"[+-]?\d{1,9}")
_DECIMAL = re.compile(r"[+-]?\d{1,9}(\.\d{1,6})?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_LARGEST = 10**15  # an integer may be larger than any float; no bound is near it
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")


def half_width(text: str) -> str:
    """Full-width digits, letters and spaces as half-width ones, as an input method leaves them behind."""
    return text.translate(_FULL_WIDTH).strip()


def parse(form: FormSpec, record: type[T], values: Mapping[str, Any], context: Context) -> T | list[Problem]:
    """The validated record of ``form``, or everything that is wrong with ``values``, in the order of the form."""
    blank = {name: "" for name, meaning in form.meanings.items() if meaning.kind in ("text", "entries")}
    parsed, problems = parse_values(form, {**blank, **values}, context)
    for name in form.meanings:
        if (
            name in form.required
            and _missing(parsed.get(name))
            and not any(problem.field == name for problem in problems)
        ):
            problems.append(Problem(name, "required", f"请填写{form.meanings[name].label}。"))
    if problems:
        order = list(form.meanings)
        return sorted(
            problems, key=lambda problem: order.index(problem.field) if problem.field in order else len(order)
        )
    extra = tuple((name, value) for name, value in values.items() if name not in form.meanings)
    if extra and "extra" in annotated_hints(form.record):
        parsed["extra"] = extra
    return record(**parsed)


def parse_values(form: FormSpec, values: Mapping[str, Any], context: Context) -> tuple[dict[str, Any], list[Problem]]:
    """Only the values given, each read by its meaning, and the conditions between them; nothing is required."""
    parsed: dict[str, Any] = {}
    problems: list[Problem] = []
    hints = annotated_hints(form.record)
    for name, meaning in form.meanings.items():
        if name not in values:
            continue
        result = read_value(name, meaning, values[name])
        if isinstance(result, Problem):
            problems.append(result)
        elif not _missing(result) or meaning.kind in ("text", "codes", "entries", "pairs"):
            parsed[name] = _entries(hints[name], result) if meaning.kind == "entries" else result
    for condition in form.conditions:
        problems.extend(problem for problem in condition(parsed, context) if not _known(problems, problem.field))
    return parsed, problems


def read_value(name: str, meaning: Meaning, value: Any) -> Any:
    """One value read by its meaning: the typed value, None for nothing, or a `Problem`."""
    if isinstance(value, str):
        value = half_width(value) if meaning.kind != "text" else value.strip()
    if value is None or value == "":
        if meaning.kind in ("codes", "pairs", "entries"):
            return ()
        return "" if meaning.kind in ("text", "code", "month") else None
    match meaning.kind:
        case "date":
            return _read_date(name, meaning, value)
        case "month":
            return _read_month(name, meaning, value)
        case "integer" | "decimal":
            return _read_number(name, meaning, value)
        case "code":
            return _read_code(name, meaning, value)
        case "codes":
            return _read_codes(name, meaning, value)
        case "flag":
            if isinstance(value, bool):
                return value
            return Problem(name, "not_a_flag", f"{meaning.label}只能填是或否。")
        case "pairs":
            return _read_pairs(name, meaning, value)
        case "entries":
            return _read_entries(name, meaning, value)
        case _:  # text
            return _read_text(name, meaning, value)


def _missing(value: Any) -> bool:
    return value is None or value == "" or value == ()


def _known(problems: list[Problem], field: str) -> bool:
    return any(problem.field == field for problem in problems)


def _read_text(name: str, meaning: Meaning, value: Any) -> str | Problem:
    if not isinstance(value, str):
        return Problem(name, "not_text", f"{meaning.label}应是文字。")
    if len(value) > meaning.max_length:
        return Problem(name, "too_long", f"{meaning.label}最多 {meaning.max_length} 个字，现在有 {len(value)} 个。")
    if any(ord(character) < 32 and character not in "\n\t" for character in value):
        return Problem(name, "not_text", f"{meaning.label}里有不能显示的字符。")
    return value


def _read_date(name: str, meaning: Meaning, value: Any) -> date | Problem:
    if isinstance(value, date):
        return value
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is not None:
        year, month, day = (int(part) for part in match.groups() if part is not None)
        try:
            return date(year, month, day)
        except ValueError:
            return Problem(name, "no_such_date", f"没有 {year} 年 {month} 月 {day} 日这一天。", "没有这天")
    return Problem(name, "not_a_date", f"{meaning.label}要写成 2026-11-24 这样的日期。", "不是日期")


def _read_month(name: str, meaning: Meaning, value: Any) -> str | Problem:
    match = _MONTH.fullmatch(value) if isinstance(value, str) else None
    if match is not None and 1900 <= int(match[1]) <= 2200 and 1 <= int(match[2]) <= 12:
        return f"{match[1]}-{int(match[2]):02d}"
    return Problem(name, "not_a_month", f"{meaning.label}要写成 2026-11 这样的年月。", "不是年月")


def _read_number(name: str, meaning: Meaning, value: Any) -> int | float | Problem:
    whole = meaning.kind == "integer"
    if isinstance(value, str) and meaning.other_unit is not None:
        value = _in_own_unit(name, meaning, meaning.other_unit, value)
    if isinstance(value, Problem):
        return value
    if isinstance(value, str):
        if (_INTEGER if whole else _DECIMAL).fullmatch(value) is None:
            return Problem(name, "not_a_number", f"{meaning.label}要填{'整数' if whole else '数字'}。", "不是数字")
        value = float(value)
    if isinstance(value, int) and abs(value) > _LARGEST:
        return Problem(name, "out_of_bounds", f"{meaning.label}的数字太大，请核对。", "超出范围")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return Problem(name, "not_a_number", f"{meaning.label}要填{'整数' if whole else '数字'}。", "不是数字")
    if whole and value != int(value):
        return Problem(name, "not_a_number", f"{meaning.label}要填整数。", "不是数字")
    too_low = meaning.low is not None and value < meaning.low
    if too_low or (meaning.high is not None and value > meaning.high):
        if meaning.other_unit is not None and within(meaning, meant := converted(meaning.other_unit, value)):
            return _suspect(name, meaning, meaning.other_unit, value, meant)
        low, high = _bound(meaning.low), _bound(meaning.high)
        unit = f" {meaning.unit}" if meaning.unit else ""
        return Problem(
            name, "out_of_bounds", f"{meaning.label} {_bound(value)} 不在 {low}–{high}{unit} 之间，请核对。", "超出范围"
        )
    return int(value) if whole else round(float(value), meaning.decimals)


def converted(other: OtherUnit, figure: float) -> float:
    """A figure of the other unit in a value's own."""
    return round(figure / other.per, other.decimals)


def within(meaning: Meaning, figure: float) -> bool:
    """Whether a figure keeps the bounds."""
    return (meaning.low is None or figure >= meaning.low) and (meaning.high is None or figure <= meaning.high)


def _in_own_unit(name: str, meaning: Meaning, other: OtherUnit, text: str) -> float | str | Problem:
    """A figure written with a unit, in the value's own; text without one stays as it is."""
    bare = text.replace(" ", "").casefold()
    if bare.endswith(meaning.unit.casefold()):
        return bare.removesuffix(meaning.unit.casefold())
    figure = bare.removesuffix(other.unit.casefold())
    if figure == bare or _DECIMAL.fullmatch(figure) is None:
        return text
    meant = converted(other, float(figure))
    if within(meaning, meant):
        return meant
    sentence = f"{meaning.label} {figure} {other.unit} 换算是 {meant:g} {meaning.unit}，不可能，请核对单位。"
    return Problem(name, "unit_suspected", sentence, "单位？")


def _suspect(name: str, meaning: Meaning, other: OtherUnit, value: float, meant: float) -> Problem:
    figure = number(meant, other.decimals)
    text = (
        f"{meaning.label} {value:g} 不像 {meaning.unit}，像是 {other.unit}：换算是 {figure} {meaning.unit}。"
        f"请改填 {figure}，或写成“{value:g} {other.unit}”。"
    )
    return Problem(name, "unit_suspected", text, "单位？")


def _bound(value: float | None) -> str:
    return "不限" if value is None else f"{value:.9g}"


def _read_code(name: str, meaning: Meaning, value: Any) -> str | Problem:
    code = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if meaning.codes is not None and code not in meaning.codes:
        return Problem(name, "unknown_code", f"{meaning.label}没有代码“{value}”。")
    return code


def _read_codes(name: str, meaning: Meaning, value: Any) -> tuple[str, ...] | Problem:
    if not isinstance(value, list | tuple):
        return Problem(name, "unknown_code", f"{meaning.label}应是一组代码。")
    chosen: list[str] = []
    for choice in cast("list[Any]", value):
        code = _read_code(name, meaning, choice)
        if isinstance(code, Problem):
            return code
        if code not in chosen:
            chosen.append(code)
    codes = meaning.codes
    if codes is not None and codes.exclusive in chosen and len(chosen) > 1:
        return Problem(name, "exclusive", f"选了“{codes.label(codes.exclusive)}”，就不能再选别的{meaning.label}。")
    if meaning.max_items and len(chosen) > meaning.max_items:
        return Problem(name, "too_many", f"{meaning.label}最多选 {meaning.max_items} 项。")
    if codes is not None:
        order = [code for code, _ in codes.options]
        chosen.sort(key=order.index)
    return tuple(chosen)


def _read_pairs(name: str, meaning: Meaning, value: Any) -> tuple[tuple[int, int], ...] | Problem:
    pairs: list[tuple[int, int]] = []
    if not isinstance(value, list | tuple) or len(cast("list[Any]", value)) > meaning.max_items:
        return Problem(name, "not_readings", f"{meaning.label}最多 {meaning.max_items} 次。")
    for pair in cast("list[Any]", value):
        if not isinstance(pair, list | tuple) or len(cast("list[Any]", pair)) != 2:
            return Problem(name, "not_readings", f"{meaning.label}要写成 收缩压/舒张压。")
        parts = cast("list[Any]", pair)
        numbers = [_read_number(name, meaning, half_width(part) if isinstance(part, str) else part) for part in parts]
        wrong = next((part for part in numbers if isinstance(part, Problem)), None)
        if wrong is not None:
            return wrong
        high, low = (int(cast("float", part)) for part in numbers)
        pairs.append((high, low))
    return tuple(pairs)


def _read_entries(name: str, meaning: Meaning, value: Any) -> tuple[dict[str, Any], ...] | Problem:
    if not isinstance(value, list | tuple) or (meaning.max_items and len(cast("list[Any]", value)) > meaning.max_items):
        return Problem(name, "too_many", f"{meaning.label}最多 {meaning.max_items} 行。")
    entries: list[dict[str, Any]] = []
    for raw in cast("list[Any]", plain(value)):
        if not isinstance(raw, Mapping):
            return Problem(name, "not_an_entry", f"{meaning.label}的一行读不懂。")
        given = cast("Mapping[str, Any]", raw)
        entry: dict[str, Any] = {}
        for part, part_meaning in meaning.entry:
            result = read_value(name, part_meaning, given.get(part, ""))
            if isinstance(result, Problem):
                return result
            entry[part] = result
        first = meaning.entry[0]
        if _missing(entry[first[0]]):
            if all(_missing(part) for part in entry.values()):
                continue
            return Problem(name, "incomplete", f"{meaning.label}有一行没有写{first[1].label}。")
        for part, part_meaning in meaning.entry:
            if entry[part] is None:  # a figure has no word for nothing: the line is still being written
                return Problem(name, "required", f"{entry[first[0]]}还没有写{part_meaning.label}。")
        entries.append(entry)
    return tuple(entries)


def _entries(hint: Any, entries: Any) -> Any:
    """Entries as the record's own entry class, found in ``Annotated[tuple[Entry, ...], …]``."""
    entry_class = get_args(get_args(hint)[0])[0]
    made = cast("tuple[dict[str, Any], ...]", entries)
    return tuple(entry_class(**{name: value for name, value in entry.items() if value is not None}) for entry in made)


def entry_from(form: FormSpec, name: str, line: Mapping[str, Any]) -> Any:
    """One finished line of an ``entries`` field as the record's own class.

    Raises:
        KeyError, TypeError, ValueError: the line is not finished.
    """
    entry_class = get_args(get_args(annotated_hints(form.record)[name])[0])[0]
    typed: dict[str, Any] = {}
    for part, meaning in form.meanings[name].entry:
        value = line[part]
        typed[part] = float(value) if meaning.kind == "decimal" else str(value)
    return entry_class(**typed)
