"""What was typed of a visit and not saved: what it is kept under, and its types given back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from vclinic.diseases.disease import Disease
from vclinic.forms.draft import entry_from
from vclinic.forms.spec import FormSpec

DRAFT = "follow_up"


def draft_owner(visit_or_resident: str, disease: Disease[Any]) -> str:
    """What a follow-up's draft is kept under."""
    return f"{visit_or_resident}:{disease.key}"


def thawed(form: FormSpec, kept: Mapping[str, Any], start: Mapping[str, Any]) -> dict[str, Any]:
    """A draft's plain values over the starting ones; dates, lists and lines get their types back."""
    values = dict(start) | dict(kept)
    for name, meaning in form.meanings.items():
        value = values.get(name)
        match meaning.kind:
            case "date" if isinstance(value, str) and value:
                values[name] = _day(value)
            case "codes":
                values[name] = tuple(value or ())
            case "pairs":
                values[name] = tuple(tuple(pair) for pair in value or ())
            case "entries":
                values[name] = tuple(_entry(form, name, line) for line in value or ())
            case _:
                pass
    return values


def _day(text: str) -> date | str:
    """A day; one half typed stays as it was typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _entry(form: FormSpec, name: str, line: Any) -> Any:
    """A line of a draft as its record has it; one that was not finished stays as it was typed."""
    if not isinstance(line, Mapping):
        return line
    try:
        return entry_from(form, name, cast("Mapping[str, Any]", line))
    except (KeyError, TypeError, ValueError):
        return dict(cast("Mapping[str, Any]", line))
