"""From what was typed to a record: parse, don't check. Every wrong value becomes a `Problem` beside its field."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast, get_args

from vclinic.domain.fields import annotated_hints, meanings
from vclinic.domain.problem import Problem
from vclinic.forms.reading import missing, reader
from vclinic.forms.spec import Context, FormSpec

T = TypeVar("T")


def parse(form: FormSpec, record: type[T], values: Mapping[str, Any], context: Context) -> T | list[Problem]:
    """The validated record of ``form``, or everything that is wrong with ``values``, in the order of the form."""
    parsed, problems = _judged_whole(form, read_values(form, {**_blank(form.record), **values}), context)
    if problems:
        return problems
    extra = tuple((name, value) for name, value in values.items() if name not in form.meanings)
    if extra and "extra" in annotated_hints(form.record):
        parsed["extra"] = extra
    return record(**parsed)


def problems_of(form: FormSpec, given: Mapping[str, Any], context: Context) -> list[Problem]:
    """What `parse` finds wrong, in the order of the form, of values that `read_values` read already."""
    return _judged_whole(form, {**_blank(form.record), **given}, context)[1]


@functools.cache
def _blank(record: type[Any]) -> dict[str, Any]:
    """Fields that say nothing where they are left out, as they are read then."""
    kinds = {name: meaning.kind for name, meaning in meanings(record).items()}
    return {name: () if kind == "entries" else "" for name, kind in kinds.items() if kind in ("text", "entries")}


def _judged_whole(form: FormSpec, given: Mapping[str, Any], context: Context) -> tuple[dict[str, Any], list[Problem]]:
    """`judge`, and what the form requires besides, in the order of the form."""
    parsed, problems = judge(form, given, context)
    for name in form.required:
        if missing(parsed.get(name)) and not _known(problems, name):
            problems.append(Problem(name, "required", f"请填写{form.meanings[name].label}。"))
    if problems:
        order = {name: place for place, name in enumerate(form.meanings)}
        problems.sort(key=lambda problem: order.get(problem.field, len(order)))
    return parsed, problems


def parse_values(form: FormSpec, values: Mapping[str, Any], context: Context) -> tuple[dict[str, Any], list[Problem]]:
    """Only the values given, each read by its meaning, and the conditions between them; nothing is required."""
    return judge(form, read_values(form, values), context)


def read_values(form: FormSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values given of a form's fields, in its order, each as `read_value` reads it."""
    return {name: read(values[name]) for name, read in _readers(form.record) if name in values}


@functools.cache
def _readers(record: type[Any]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """How each field of a form is read, put together once."""
    return tuple((name, reader(name, meaning)) for name, meaning in meanings(record).items())


def judge(form: FormSpec, given: Mapping[str, Any], context: Context) -> tuple[dict[str, Any], list[Problem]]:
    """What can be used of `read_values`, and every problem: those of single values, then those between them."""
    problems = [value for value in given.values() if isinstance(value, Problem)]
    even_empty, entries = _kept(form.record)
    if problems:
        given = {name: value for name, value in given.items() if not isinstance(value, Problem)}
    parsed = {name: value for name, value in given.items() if value or name in even_empty or not missing(value)}
    for name, entry in entries:
        if parsed.get(name):
            parsed[name] = _entries(entry, parsed[name])
    for condition in form.conditions:
        for problem in condition(parsed, context):
            if not _known(problems, problem.field):
                problems.append(problem)
    return parsed, problems


@functools.cache
def _kept(record: type[Any]) -> tuple[frozenset[str], tuple[tuple[str, type[Any]], ...]]:
    """Fields of a form that say something even where they are empty, and the class of the entries of those that have some."""
    hints, known = annotated_hints(record), meanings(record)
    even_empty = frozenset(
        name for name, meaning in known.items() if meaning.kind in ("text", "codes", "entries", "pairs")
    )
    entries = [(name, _entry_class(hints[name])) for name, meaning in known.items() if meaning.kind == "entries"]
    return even_empty, tuple(entries)


def _known(problems: list[Problem], field: str) -> bool:
    return any(problem.field == field for problem in problems)


def _entry_class(hint: Any) -> type[Any]:
    """The record's own entry class, found in ``Annotated[tuple[Entry, ...], …]``."""
    return get_args(get_args(hint)[0])[0]


def _entries(entry_class: type[Any], entries: Any) -> Any:
    """Entries as the record's own entry class."""
    made = cast("tuple[dict[str, Any], ...]", entries)
    return tuple(entry_class(**{name: value for name, value in entry.items() if value is not None}) for entry in made)


def entry_from(form: FormSpec, name: str, line: Mapping[str, Any]) -> Any:
    """One finished line of an ``entries`` field as the record's own class.

    Raises:
        KeyError, TypeError, ValueError: the line is not finished.
    """
    entry_class = _entry_class(annotated_hints(form.record)[name])
    typed: dict[str, Any] = {}
    for part, meaning in form.meanings[name].entry:
        value = line[part]
        typed[part] = float(value) if meaning.kind == "decimal" else str(value)
    return entry_class(**typed)
