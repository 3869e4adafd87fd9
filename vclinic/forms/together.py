"""Several forms on one page: what they ask alike is typed once, and each form still gets values of its own.

A page keeps its values by key. A key is a field's name where all forms that have the field mean the same by it, and
``<prefix>.<field>`` where they do not; the prefix is the disease's key. `together` decides the keys and what each form
still has to ask; `joined` makes the page's values from the forms' own, `Block.own_values` takes them apart again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from vclinic.domain.problem import Problem
from vclinic.forms.spec import FormSpec, Item, Section

V = TypeVar("V")
_FIELD = re.compile(r"\{(\w+)\}([^{]*)")
_BETWEEN = " /;；，、"


@dataclass(frozen=True, slots=True)
class Block:
    """One form's part of a page.

    Attributes:
        prefix: tells its values from other forms' values of the same name.
        form: the whole form, as it is stored and printed.
        sections: what the page asks under this form's title: all of it for the first form; for a later one without the
            items whose fields an earlier one has asked. An item that has more fields than were asked keeps those.
        keys: field → key of its value on the page, for every field of the form.
        alone: no other form is on the page; values the form does not know keep their names then.
    """

    prefix: str
    form: FormSpec
    sections: tuple[Section, ...]
    keys: Mapping[str, str]
    alone: bool

    def key(self, name: str) -> str:
        """Where the page keeps a value of this form, fields of a newer form included."""
        return self.keys.get(name) or (name if self.alone else f"{self.prefix}.{name}")

    def keyed(self, values: Mapping[str, V]) -> dict[str, V]:
        """What this form has by field (values, remarks, reasons), by the page's keys."""
        return {self.key(name): value for name, value in values.items()}

    def keyed_names(self, names: Iterable[str]) -> frozenset[str]:
        """Fields of this form (carried, touched) as the page's keys."""
        return frozenset(self.key(name) for name in names)

    def own_values(self, values: Mapping[str, V]) -> dict[str, V]:
        """What the page has by key (values, last time's, remarks), by this form's fields; other forms' are left out."""
        own = {name: values[key] for name, key in self.keys.items() if key in values}
        known, start = set(self.keys.values()), "" if self.alone else f"{self.prefix}."
        unknown = {key: value for key, value in values.items() if key.startswith(start) and key not in known}
        return own | {key.removeprefix(start): value for key, value in unknown.items()}

    def own_names(self, keys: Iterable[str]) -> frozenset[str]:
        """Keys of the page (carried, touched) as this form's fields."""
        return frozenset(self.own_values(dict.fromkeys(keys)))

    def problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems of this form's fields, at the page's keys."""
        return [replace(problem, field=self.key(problem.field)) for problem in problems]


def alone(form: FormSpec) -> Block:
    """A page with one form: every key is a field's name."""
    return Block("", form, form.sections, {name: name for name in form.meanings}, alone=True)


def together(forms: Sequence[tuple[str, FormSpec]]) -> tuple[Block, ...]:
    """The blocks of a page that shows ``forms`` one under another, in the order given, each with its prefix.

    Two forms share a field when it has the same meaning on both, neither calls it its own, and what it depends on is
    shared too: another symptom's name is shared only where the symptoms are, a mean only where its readings are.

    Raises:
        ValueError: two forms have one prefix.
    """
    if len({prefix for prefix, _ in forms}) < len(forms):
        raise ValueError("two forms of a page have one prefix")
    specs = [form for _, form in forms]
    askers = [
        {name: next(first for first in range(place + 1) if _shared(specs[first], form, name)) for name in form.meanings}
        for place, form in enumerate(specs)
    ]
    several = {name for of in askers for name in of if len({by[name] for by in askers if name in by}) > 1}
    blocks: list[Block] = []
    asked: set[str] = set()
    for (prefix, form), of in zip(forms, askers, strict=True):
        keys = {name: f"{forms[place][0]}.{name}" if name in several else name for name, place in of.items()}
        sections = tuple(section for whole in form.sections if (section := _remaining(whole, keys, asked)).items)
        blocks.append(Block(prefix, form, sections, keys, alone=len(forms) == 1))
    return tuple(blocks)


def joined(blocks: Sequence[Block], values: Sequence[Mapping[str, V]], first: int = 0) -> dict[str, V]:
    """The page's values from each form's own. A shared value is taken from the form in place ``first`` (the one filled in
    last), else from the first form that has one."""
    order = [first, *(place for place in range(len(blocks)) if place != first)]
    page: dict[str, V] = {}
    for place in order:
        for key, value in blocks[place].keyed(values[place]).items():
            if key not in page or _empty(page[key]):
                page[key] = value
    return page


def _empty(value: Any) -> bool:
    return value is None or value in ("", ())


def _shared(one: FormSpec, other: FormSpec, name: str) -> bool:
    """Whether two forms mean the same by a field; a form shares everything with itself."""
    if one is other:
        return True
    if name in one.own | other.own or one.meanings.get(name) != other.meanings.get(name):
        return False
    return all(_shared(one, other, source) for source in _sources(one, name) | _sources(other, name))


def _sources(form: FormSpec, name: str) -> set[str]:
    """What a field depends on: the answer it is asked after, the readings it is the mean of."""
    item = form.item_of(name)
    asked_after = {rule.of for rule in item.shown_when if rule.field == name} if item is not None else set[str]()
    return asked_after | ({form.stands_for[name]} if name in form.stands_for else set())


def _remaining(section: Section, keys: Mapping[str, str], asked: set[str]) -> Section:
    """What of a section nobody has asked yet; adds it to ``asked``."""
    items: list[Item] = []
    for item in section.items:
        fields = tuple(name for name in item.fields if keys[name] not in asked)
        if not fields:
            continue
        before = tuple(name for name in item.asked_with if keys[name] not in asked)
        items.append(replace(_reduced(item, fields), asked_with=before))
        asked.update(keys[name] for name in (*fields, *before))
    return replace(section, items=tuple(items))


def _reduced(item: Item, fields: tuple[str, ...]) -> Item:
    """An item with some of its fields only."""
    if fields == item.fields:
        return item
    pattern, screen, last = (_pattern(text, fields) for text in (item.pattern, item.screen, item.last))
    return replace(item, fields=fields, pattern=pattern, screen=screen, last=last)


def _pattern(pattern: str, fields: tuple[str, ...]) -> str:
    """The places of some fields, each with the words that follow it."""
    parts = [f"{{{name}}}{tail}" for name, tail in _FIELD.findall(pattern) if name in fields]
    return "".join(parts).strip(_BETWEEN)
