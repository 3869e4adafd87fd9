"""Who lives with whom, as a roster says it: by household number, by the head it names, by the block below a head.

A household number decides where there is one; village group and address belong to the head's name, for two men may
share it; a second 户主 opens a household, and a contradicting address or group ends one. What is not certain is asked,
and until then nobody is put into a household by a guess.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from vclinic.domain.identity import nearly_same
from vclinic.domain.names import normal_name
from vclinic.domain.typed import plain
from vclinic.forms.roster_numerals import read_group
from vclinic.forms.roster_questions import Answers, Choice, RosterQuestion
from vclinic.forms.roster_words import read_birth, read_relation

HEAD = "02"
GIVEN_BACK, SKIP_GIVEN_BACK = "given_back", "skip"
_NOBODY = frozenset(("无", "不详", "未知", "空", "暂无", "没有", "0", "/", "\\", "-", "—", "同上"))
_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?")
_NONE = Choice("none", "都不放进任何户，以后在档案里补")


@dataclass(frozen=True, slots=True)
class Household:
    """A household of a file. ``key`` is the same for its rows; ``home`` is its id where an earlier import kept it."""

    key: str
    no: str = ""
    head: str = ""
    group: str = ""
    address: str = ""
    home: str = ""


NOT_KNOWN = Household("")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A row that an earlier import sent back: where it stood, who it was, and the household it belonged to."""

    row: int
    name: str
    id_no: str
    household: Household

    def is_of(self, line: "Line") -> bool:
        """Whether a line given back with this row number is this row: a number that is the same or nearly so, or the
        name where one side has none. A namesake with another number, or of another group, had the same row number in
        another file."""
        elsewhere = bool(line.group and self.household.group) and line.group != self.household.group
        if self.row != line.sent_back_as or elsewhere:
            return False
        if self.id_no and line.id_no and self.id_no[:17] != line.id_no[:17]:
            return nearly_same(self.id_no, line.id_no)
        return bool(self.id_no and line.id_no) or self.name == line.name


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says of its household. ``sent_back_as`` is its 原表行号 in a file of refused rows, else 0."""

    number: int
    name: str
    id_no: str
    person: str
    no: str
    head: str
    group: str
    address: str
    relation: str
    sent_back_as: int = 0

    @property
    def own(self) -> bool:
        """Whether the row is its household's head."""
        from_relation, _ = read_relation(self.relation)
        return from_relation == HEAD or bool(self.name and self.head == self.name)


def line_of(number: int, row: Mapping[str, str], *, sent_back_as: str = "") -> Line:
    """The words of a row that say something of its household; the columns 原户… of a refused row say what it lacks."""

    def said(name: str) -> str:
        return _said(row.get(name, "")) or _said(row.get(f"was_{name}", ""))

    name, id_no = normal_name(row.get("name", "")), re.sub(r"\W", "", plain(row.get("id_no", ""))).upper()
    return Line(
        number=number,
        name=name,
        id_no=id_no,
        person=id_no or _day(row.get("birth_date", "")),
        no=re.sub(r"\s", "", said("household_no")),
        head=normal_name(said("household_head")),
        group=read_group(said("village_group")) if said("village_group") else "",
        address=even_address(said("address")),
        relation=_said(row.get("relation", "")),
        sent_back_as=int(sent_back_as) if sent_back_as.isascii() and sent_back_as.isdecimal() else 0,
    )


def _day(cell: str) -> str:
    """A birth date as an ID number holds it, so that a row without its number is seen to be of the same person."""
    born = read_birth(cell, None) if cell else None
    return f"{born:%Y%m%d}" if isinstance(born, date) else plain(cell)


def even_address(text: str) -> str:
    """An address as it is compared: gaps make no difference."""
    return re.sub(r"\s", "", plain(text))


def _said(cell: str) -> str:
    text = plain(cell).strip()
    return "" if text in _NOBODY or _ERROR.fullmatch(text.upper()) else text


@dataclass
class _Reading:
    """``asked`` are the questions; ``parent`` the row that opened the block a row stands in."""

    answers: Answers
    asked: list[RosterQuestion] = field(default_factory=lambda: [])
    homes: dict[int, Household] = field(default_factory=lambda: {})
    parent: dict[int, int] = field(default_factory=lambda: {})

    def ask(self, question: RosterQuestion) -> str:
        self.asked.append(question)
        return question.answer(self.answers)


def households(
    lines: Sequence[Line],
    answers: Answers,
    remembered: Sequence[Remembered] = (),
    on_file: Collection[str] = (),
) -> tuple[dict[int, Household], tuple[RosterQuestion, ...]]:
    """The household of each row by its number, and what has to be asked. ``on_file`` are ID numbers of residents: they
    have come in, and what was remembered until they would is another's."""
    reading = _Reading(answers)
    lines = [_completed(line, () if line.id_no in on_file else remembered, reading) for line in lines]
    named = {line.head for line in lines if line.head}
    by_no: dict[str, list[Line]] = defaultdict(list)
    by_head: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.number in reading.homes:
            continue
        if line.no:
            by_no[line.no].append(line)
        elif line.head or (line.own and line.name in named):
            by_head[line.head or line.name].append(replace(line, head=line.head or line.name))
        elif line.own and line.name:
            key = f"own|{line.name}|{line.person}|{line.group}"
            reading.homes[line.number] = Household(key, "", line.name, line.group, line.address)
    for no, members in by_no.items():
        _number(reading, no, members)
    for head, members in by_head.items():
        _named(reading, head, members)
    _blocks(reading, lines)
    _given_back(reading, lines)
    return {line.number: reading.homes.get(line.number, NOT_KNOWN) for line in lines}, tuple(reading.asked)


def _completed(line: Line, remembered: Sequence[Remembered], reading: _Reading) -> Line:
    """A row given back, with what the import that sent it back knew of its household."""
    before = next((row for row in reversed(remembered) if row.is_of(line)), None) if line.sent_back_as else None
    if before is not None and before.household.key:
        reading.homes[line.number] = before.household
    return line


def _number(reading: _Reading, no: str, members: list[Line]) -> None:
    groups = {line.group for line in members if line.group}
    parts = {group: [line for line in members if line.group in (group, "")] for group in sorted(groups) or [""]}
    each_has_a_head = all(any(line.own and line.group == group for line in part) for group, part in parts.items())
    loose = [line for line in members if not line.group]
    if len(parts) > 1 and (loose or not each_has_a_head):
        text = f"户号 {no} 的人写在不同的组：{'、'.join(parts)}。是一户吗？"
        if not _one_household(reading, f"household:{no}", text, members):
            return
        parts = {"": members}
    for group, part in parts.items():
        heads = _heads(part)
        if len(heads) > 1:
            text = f"户号 {no} 有不止一个户主：{'、'.join(dict.fromkeys(name for name, _ in heads))}。是一户吗？"
            if not _one_household(reading, f"household:{no}{group}", text, part):
                continue
        _together(reading, f"no|{no}|{group}", part, next((name for name, _ in heads), ""))


def _heads(members: Iterable[Line]) -> list[tuple[str, str]]:
    """(name, person) of those said to be the head; the person is not known where a row only names him."""
    own = _people(line for line in members if line.own and line.head in ("", line.name))
    names = {name for name, _ in own}
    return sorted(own | {(line.head, "") for line in members if line.head and line.head not in names})


def _people(lines: Iterable[Line]) -> set[tuple[str, str]]:
    """(name, person) of each; a row with the birth date alone is of whoever has a number with that date in it."""
    people = {(line.name, line.person) for line in lines}
    born = {(name, person[6:14]) for name, person in people if len(person) == 18}
    return people - born


def _one_household(reading: _Reading, key: str, text: str, members: Sequence[Line]) -> bool:
    rows = tuple(line.number for line in members)
    choices = (Choice("one", "是一户"), _NONE)
    if (
        reading.ask(RosterQuestion(code="household", key=key, rows=rows, text=text, choices=choices, default="none"))
        == "one"
    ):
        return True
    reading.homes.update(dict.fromkeys(rows, NOT_KNOWN))
    return False


def _together(reading: _Reading, key: str, members: Iterable[Line], head: str) -> None:
    members = list(members)
    heads = [line for line in members if line.own]
    first = [*heads, *members]
    home = Household(
        key,
        next((line.no for line in members if line.no), ""),
        head,
        next((line.group for line in first if line.group), ""),
        next((line.address for line in first if line.address), ""),
    )
    reading.homes.update(dict.fromkeys((line.number for line in members), home))


_Where = tuple[str, str]


def _named(reading: _Reading, head: str, members: list[Line]) -> None:
    """People who name one head: a household for each group and address; a row that leaves them blank belongs to the
    one there is, and is asked about where there are several."""
    wheres = {(line.group, line.address) for line in members}
    whole = sorted(where for where in wheres if not any(_within(where, other) for other in wheres))
    parts: dict[_Where, list[Line]] = {where: [] for where in whole}
    unsure: list[Line] = []
    for line in members:
        fits = [
            where
            for where in whole
            if where == (line.group, line.address) or _within((line.group, line.address), where)
        ]
        if len(fits) == 1:
            parts[fits[0]].append(line)
        else:
            unsure.append(line)
    with_head = [where for where, part in parts.items() if any(line.own for line in part)]
    for where in list(parts):
        if where not in with_head and any(where[0] in (other[0], "") or not other[0] for other in with_head):
            unsure += parts.pop(where)  # names a head who stands in the file, but lives elsewhere
    if unsure:
        _which(reading, head, sorted(unsure, key=lambda line: line.number), parts)
    for (group, address), part in parts.items():
        _one_head(reading, head, f"head|{head}|{group}|{address}", part)


def _within(where: _Where, other: _Where) -> bool:
    """Whether ``where`` says less than ``other`` and contradicts nothing of it."""
    return where != other and all(mine in ("", theirs) for mine, theirs in zip(where, other, strict=True))


def _which(reading: _Reading, head: str, unsure: list[Line], parts: dict[_Where, list[Line]]) -> None:
    places = list(parts)
    choices = [
        Choice(str(place), f"放进{'、'.join(filter(None, where)) or '没写住址'}的{head}家")
        for place, where in enumerate(places, 1)
    ]
    rows = tuple(line.number for line in unsure)
    text = f"户主写的是{head}，但看不出是哪一户：组或住址没写，或和户主的不一样。"
    key = f"household:{head}:{rows[0]}"
    answer = reading.ask(
        RosterQuestion(code="household", key=key, rows=rows, text=text, choices=(*choices, _NONE), default="none")
    )
    if answer == "none":
        reading.homes.update(dict.fromkeys(rows, NOT_KNOWN))
    else:
        parts[places[int(answer) - 1]] += unsure


def _one_head(reading: _Reading, head: str, key: str, members: list[Line]) -> None:
    people = _people(line for line in members if line.own and line.name == head)
    if len(people) <= 1:
        _together(reading, key, members, head)
        return
    rows = tuple(line.number for line in members)
    text = f"有 {len(people)} 个户主都叫{head}，组和住址分不开。各家的人是按上下行写的吗？"
    choices = (Choice("by_order", "是，每个户主下面的人是他家的"), _NONE)
    answer = reading.ask(
        RosterQuestion(
            code="household", key=f"household:{head}:{rows[0]}", rows=rows, text=text, choices=choices, default="none"
        )
    )
    place = ""
    for line in sorted(members, key=lambda line: line.number):
        place = line.person if line.own else place
        home = (
            Household(f"{key}|{place}", "", head, line.group, line.address)
            if place and answer == "by_order"
            else NOT_KNOWN
        )
        reading.homes[line.number] = home


def _blocks(reading: _Reading, lines: Sequence[Line]) -> None:
    """Rows that say only what they are to a head belong to the one above them, until something contradicts."""
    opened: Line | None = None
    last: Line | None = None
    strays: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.number in reading.homes:
            opened = last = line if reading.homes[line.number].key else None
        elif not line.relation or line.sent_back_as:
            opened = last = None
        elif opened is not None and not _contradicts(line, reading.homes[opened.number]):
            reading.homes[line.number] = reading.homes[opened.number]
        else:
            opened = None
            if last is not None:
                strays[last.number].append(line)
    for above, rest in strays.items():
        home = reading.homes[above]
        rows = tuple(line.number for line in rest)
        text = f"这几行写了与户主的关系，没写户主；组或住址和上面{home.head}家的不一样。是{home.head}家的人吗？"
        choices = (Choice("above", f"是{home.head}家的人"), _NONE)
        if (
            reading.ask(
                RosterQuestion(
                    code="household", key=f"household:{rows[0]}", rows=rows, text=text, choices=choices, default="none"
                )
            )
            == "above"
        ):
            reading.homes.update(dict.fromkeys(rows, home))


def _given_back(reading: _Reading, lines: Sequence[Line]) -> None:
    """Rows put right whose household nobody remembers, neither the file nor this computer: asked once for all of them."""
    if not any(line.relation or line.head or line.no for line in lines):
        return  # a file that says nothing of households
    back = sorted((line for line in lines if line.sent_back_as), key=lambda line: line.sent_back_as)
    lost = [line for line in back if line.number not in reading.homes]
    if not lost:
        return
    above: dict[int, Household] = {}
    opened = NOT_KNOWN
    for line in back:
        if line.number in reading.homes:
            opened = reading.homes[line.number]
        elif opened.key and not _contradicts(line, opened):
            above[line.number] = opened
    stood = "、".join(str(line.sent_back_as) for line in lost[:20]) + ("等" if len(lost) > 20 else "")
    text = (
        f"有 {len(lost)} 行是退回后改好的（原表第 {stood} 行），没写户主和户号，"
        "这台电脑也不记得它们原来是哪一户的。怎么办？"
    )
    by_order = (Choice("above", "按原表行号，放进排在前面的户主家"),) if above else ()
    choices = (_NONE, *by_order, Choice(SKIP_GIVEN_BACK, "先不导入，补上户主或户号再来"))
    rows = tuple(sorted(line.number for line in lost))
    answer = reading.ask(
        RosterQuestion(code=GIVEN_BACK, key=GIVEN_BACK, rows=rows, text=text, choices=choices, default="none")
    )
    if answer == "above":
        reading.homes.update(above)


def _contradicts(line: Line, home: Household) -> bool:
    return any(
        mine and theirs and mine != theirs for mine, theirs in ((line.group, home.group), (line.address, home.address))
    )
