"""The table of names: products of the catalogue, generic names, and the names people use for them."""

from collections.abc import Iterable, Mapping, Sequence

from vclinic.domain.stock import Drug
from vclinic.rules.drug_names import Entry
from vclinic.rules.name_noise import even, without_noise
from vclinic.rules.routes import route_of

_LONG_ENOUGH = 3  # characters of a name without its form; a shorter one is a word of everyday
_RELEASE: Mapping[str, bool | None] = {"yes": True, "no": False, "both": None}
_SLOW_FORMS, _WHOLE_FORMS = ("缓释", "控释"), ("缓释", "控释", "肠溶", "胶囊")


def entries_of(
    products: Iterable[Drug], names: Sequence[Sequence[str]], classes_of: Mapping[str, frozenset[str]]
) -> dict[str, Entry]:
    """Every name the program knows; the table of names goes before the catalogue, which knows no ingredients.

    Args:
        products: drugs of the catalogue.
        names: rows of `names.json`.
        classes_of: classes of a generic name; its keys are names too.
    """
    products = list(products)
    rows = [_Row(row) for row in names]
    generics = {*classes_of, *(drug.generic for drug in products)}
    generics.update(ingredient for row in rows for ingredient in row.ingredients)
    parts = {row.listed_as: row.ingredients for row in rows if row.is_combination}
    parts |= {name: whole for name in generics - parts.keys() if (whole := _spelled_out(name, generics))}
    entries = {name: _generic(name, parts, ()) for name in generics}
    forms: dict[str, set[str]] = {}
    for drug in products:
        forms.setdefault(drug.generic, set()).add(drug.form)
    entries |= {name: _generic(name, parts, tuple(of_name)) for name, of_name in forms.items()}
    entries |= _without_forms(products, parts)
    entries |= {drug.name: _product(drug, parts) for drug in products}
    named = {row.name: row.entry for row in rows}
    return _rows_without_forms(rows) | entries | named


class _Row:
    """One row of `names.json`."""

    def __init__(self, row: Sequence[str]) -> None:
        self.name, _, ingredients, self.listed_as, classes, route, slow, halve, *_ = row
        self.ingredients = tuple(ingredients.split("|"))
        self.entry = Entry(
            self.ingredients,
            self.listed_as,
            classes=frozenset(filter(None, classes.split("|"))),
            route=route,
            slow_release=_RELEASE[slow],
            halve=halve,
        )

    @property
    def is_combination(self) -> bool:
        """Whether the catalogue's item is told by other names than its own."""
        return self.listed_as not in ("", *self.ingredients)


def halves_of(names: Sequence[Sequence[str]]) -> dict[str, str]:
    """What the rows of `names.json` say of breaking a tablet, by name: the one column wanted before all are read."""
    return {even(row[0]): row[7] for row in names}


def halve_of(drug: Drug, halves: Mapping[str, str]) -> str:
    """Whether tablets of a product may be broken, as `entries_of` would say."""
    return halves.get(even(drug.name), _by_form(drug))


def _by_form(drug: Drug) -> str:
    return "no" if _any(drug.form, _WHOLE_FORMS) else ""


def _without_forms(products: Iterable[Drug], parts: Mapping[str, tuple[str, ...]]) -> dict[str, Entry]:
    """Patent medicines as people say them, without their dosage form (脑心通), where only one is called so."""
    meant: dict[str, set[str]] = {}
    for drug in products:
        said = without_noise(drug.name)
        if drug.kind == "tcm" and len(said) >= _LONG_ENOUGH:
            meant.setdefault(said, set()).add(drug.generic)
    return {said: _generic(items.pop(), parts, ("",)) for said, items in meant.items() if len(items) == 1}


def _rows_without_forms(rows: Iterable["_Row"]) -> dict[str, Entry]:
    """Names of the table as people say them (脉君安), where all rows so called hold the same."""
    meant: dict[str, dict[tuple[str, ...], Entry]] = {}
    for row in rows:
        said = without_noise(row.name)
        if len(said) >= _LONG_ENOUGH:
            meant.setdefault(said, {}).setdefault(row.ingredients, row.entry)
    return {said: next(iter(entries.values())) for said, entries in meant.items() if len(entries) == 1}


def _spelled_out(name: str, generics: set[str]) -> tuple[str, ...]:
    """The two generic names a name is put together of: 厄贝沙坦氢氯噻嗪; empty when it is not."""
    halves = ((name[:cut], name[cut:]) for cut in range(2, len(name) - 1))
    return next((pair for pair in halves if generics.issuperset(pair)), ())


def _generic(name: str, parts: Mapping[str, tuple[str, ...]], forms: tuple[str, ...]) -> Entry:
    """A generic name alone: its way in and its release only where all its forms agree."""
    routes = {route_of(form, name) for form in forms}
    slow = {_any(form, _SLOW_FORMS) for form in forms}
    return Entry(
        parts.get(name, (name,)),
        name if name in parts or forms else "",
        route=routes.pop() if len(routes) == 1 else "",
        slow_release=slow.pop() if len(slow) == 1 else None,
    )


def _product(drug: Drug, parts: Mapping[str, tuple[str, ...]]) -> Entry:
    return Entry(
        parts.get(drug.generic, (drug.generic,)),
        drug.generic,
        route=route_of(drug.form, drug.name),
        slow_release=_any(drug.form, _SLOW_FORMS),
        halve=_by_form(drug),
    )


def _any(form: str, marks: tuple[str, ...]) -> bool:
    return any(mark in form for mark in marks)
