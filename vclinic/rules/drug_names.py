"""Which generic names stand behind a name as somebody wrote it: a product, a trade name, or words that hold one."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from vclinic.rules.absorbed import is_absorbed
from vclinic.rules.name_noise import even, form_in, is_noise, pieces, without_noise
from vclinic.rules.named_drug import NamedDrug
from vclinic.rules.routes import LOCAL_ROUTES, route_of

# International names share a stem within a family; residents buy members the national list does not have (氯沙坦钾片).
_STEMS = {
    "ACEI": re.compile("普利"),
    "ARB": re.compile("沙坦"),
    "BETA_BLOCKER": re.compile("洛尔|卡维地洛"),
    "DHP_CCB": re.compile("地平"),
    "K_SPARING": re.compile("阿米洛利|依普利酮"),
    "PPI": re.compile("拉唑(?!嗪)"),
    "STATIN": re.compile("他汀"),
    "THIAZIDE": re.compile("噻嗪"),
    "CEPHALOSPORIN": re.compile("头孢|先锋"),
    "PENICILLIN": re.compile("西林|青霉素"),
    "FLUOROQUINOLONE": re.compile("沙星"),
    "SULFA_ABX": re.compile("磺胺(?!酸)"),
    "NITROIMIDAZOLE": re.compile("硝唑"),
    "SGLT2I": re.compile("列净"),
    "DPP4I": re.compile("列汀"),
    "BENZODIAZEPINE": re.compile("唑仑|西泮"),
}
_SHORT = 2  # characters; such a name counts only where it stands alone (圣平 is a drug, 圣平安丸 is not)
_TAKEN = "\x00"
_PIECE = re.compile(f"[^{_TAKEN}]+")
_SLOW, _QUICK = re.compile("缓释|控释"), re.compile("普通片|速释")


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the tables and what it stands for; fields as in `NamedDrug`."""

    ingredients: tuple[str, ...]
    listed_as: str = ""
    classes: frozenset[str] = frozenset()
    route: str = ""
    slow_release: bool | None = None
    halve: str = ""


class NameReader:
    """Reads names as written against a table of entries. ``named(written)``: what a name stands for; it never fails, and
    a name is read once."""

    def __init__(self, entries: Mapping[str, Entry], classes_of: Mapping[str, frozenset[str]]) -> None:
        self._entries = {even(name): entry for name, entry in entries.items()}
        self._classes_of = classes_of
        self._longest = max(map(len, self._entries), default=0)
        self.named: Callable[[str], NamedDrug] = lru_cache(maxsize=16_384)(self._named)

    @property
    def names(self) -> Iterable[str]:
        """Every name of the tables, evened out."""
        return self._entries.keys()

    def _named(self, written: str) -> NamedDrug:
        text = even(written)
        whole = self._entries.get(text)
        entries, left_over = ([whole], "") if whole else self._parts(text)
        guessed = {family for family, stem in _STEMS.items() if stem.search(text if not entries else left_over)}
        ingredients = tuple(dict.fromkeys(name for entry in entries for name in entry.ingredients))
        whole_products = (entry.listed_as for entry in entries if set(entry.ingredients) == set(ingredients))
        listed_as = next(filter(None, whole_products), "")
        route = self._route(text, whole, entries)
        table = [entry.classes for entry in entries]
        derived = [self._classes_of.get(name, frozenset[str]()) for name in (*ingredients, listed_as)]
        classes = frozenset(guessed).union(*table, *derived)
        on_one_place = route in LOCAL_ROUTES and not is_absorbed(route, ingredients, classes)
        return NamedDrug(
            written=written,
            ingredients=ingredients,
            classes=classes,
            listed_as=listed_as,
            route=route,
            slow_release=_slow_release(text, entries),
            halve=next((entry.halve for entry in entries if entry.halve), ""),
            local=on_one_place and any(self._elsewhere(name) for name in ingredients),
            known=bool(entries) and not left_over,
            left_over=left_over,
        )

    def _elsewhere(self, ingredient: str) -> bool:
        """Whether an ingredient is also taken into the body, so that the tables speak of that."""
        entry = self._entries.get(even(ingredient))
        return entry is None or entry.route not in LOCAL_ROUTES

    def _route(self, text: str, whole: Entry | None, entries: list[Entry]) -> str:
        form = "" if whole else form_in(text)
        if form:
            return route_of(form)
        return next((entry.route for entry in entries if entry.route), "")

    def _parts(self, text: str) -> tuple[list[Entry], str]:
        """The names within a text, longest first, and what is left of it."""
        placed: list[tuple[int, Entry]] = []
        for length in range(min(self._longest, len(text)), _SHORT, -1):
            start = 0
            while start + length <= len(text):
                entry = self._entries.get(text[start : start + length])
                if entry is not None:
                    placed.append((start, entry))
                    text = text[:start] + _TAKEN * length + text[start + length :]
                start += 1
        left: list[str] = []
        for match in _PIECE.finditer(text):
            for piece in pieces(match[0]):
                entry = self._entries.get(piece) or self._entries.get(without_noise(piece))
                if entry is not None:
                    placed.append((match.start(), entry))
                elif not is_noise(piece):
                    left.append(piece)
        return [entry for _, entry in sorted(placed, key=lambda place: place[0])], " ".join(left)


def _slow_release(text: str, entries: list[Entry]) -> bool | None:
    """As the box says it, else as the table knows it."""
    if _SLOW.search(text):
        return True
    if _QUICK.search(text):
        return False
    return entries[0].slow_release if entries else None
