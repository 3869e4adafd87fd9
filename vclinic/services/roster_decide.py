"""What becomes of each row of a roster beside what is known: new, filled in, unchanged, sent back, or asked.

A file fills blanks only. It never writes over what the record says, moves nobody who is in a household, and does
nothing to a closed record.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.forms.roster import Roster
from vclinic.forms.roster_line import HEAD, Household
from vclinic.forms.roster_merge import Difference, fill, take
from vclinic.forms.roster_questions import Answers, Choice, RosterQuestion
from vclinic.forms.roster_rows import DIED, RefusedRow, RosterRow
from vclinic.forms.roster_same import alike, same_question
from vclinic.services.roster_known import Home, Known
from vclinic.storage.residents import Kept


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is filled in: ``merged`` is what it becomes, ``registers`` are new entries; ``joins`` is the key of
    the file's household it is put into, empty where it stays where it is."""

    row: RosterRow
    kept: Kept
    merged: Resident
    registers: tuple[str, ...]
    joins: str = ""

    @property
    def says_something(self) -> bool:
        """Whether anything would be written."""
        return bool(self.merged != self.kept.resident or self.registers or self.joins)


@dataclass(frozen=True, slots=True)
class RosterDifference:
    """Where the record and the file say something different; ``kept_on`` is the day the record was last written."""

    row: int
    name: str
    said: Difference
    kept_on: str
    from_file: bool

    @property
    def key(self) -> str:
        """Of its question."""
        return f"differs:{self.row}:{self.said.field}"


@dataclass
class Decision:
    """``homes``: key of a household of the file → id of the household of the records that it is."""

    new: list[RosterRow] = field(default_factory=lambda: [])
    changed: list[Change] = field(default_factory=lambda: [])
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=lambda: [])
    questions: list[RosterQuestion] = field(default_factory=lambda: [])
    differences: list[RosterDifference] = field(default_factory=lambda: [])
    notes: list[str] = field(default_factory=lambda: [])
    homes: dict[str, str] = field(default_factory=lambda: {})


def decide(roster: Roster, known: Known, answers: Answers) -> Decision:
    """Every good row of a roster, decided."""
    decision = Decision(unchanged=roster.repeated, refused=list(roster.refused))
    pairs: list[tuple[RosterRow, Kept]] = []
    named: set[str] = set()
    for row in roster.rows:
        kept = _person(row, known, answers, decision)
        if isinstance(kept, Problem):
            decision.refused.append(RefusedRow(row.number, row.cells, (kept,), row.household))
        elif kept is None:
            decision.new.append(row)
        elif kept.resident.status != "0":
            decision.unchanged += 1
            decision.notes.append(f"第 {row.number} 行{kept.resident.name}的档案已注销，没有改动，也没有重新建专档。")
        elif kept.id in named:
            text = "和前面一行是同一个人，这一行没有导入；改好后再导入一次。"
            decision.refused.append(
                RefusedRow(row.number, row.cells, (Problem("", "duplicate_in_file", text),), row.household)
            )
        else:
            named.add(kept.id)
            pairs.append((row, kept))
    _homes(decision, pairs, known, answers)
    moves = _moves(decision, pairs, known, answers)
    for row, kept in pairs:
        change = _change(decision, row, kept, known, answers)
        if row.number in moves:
            merged = replace(change.merged, household_head=row.household.head or change.merged.household_head)
            if row.resident.relation_code:
                merged = replace(merged, relation_code=row.resident.relation_code)
            change = replace(change, merged=merged, joins=row.household.key)
        if change.says_something:
            decision.changed.append(change)
        else:
            decision.unchanged += 1
    decision.refused.sort(key=lambda row: row.number)
    return decision


def _person(row: RosterRow, known: Known, answers: Answers, decision: Decision) -> Kept | Problem | None:
    """The record of a row's person, None for somebody new, or why the row is sent back."""
    said = row.resident
    by_number = known.by_number.get(said.id_no) if said.id_no else None
    if by_number is not None:
        if by_number.resident.name == said.name:
            return by_number
        text = f"这个身份证号已有档案，姓名是{by_number.resident.name}，和本行的{said.name}不同。"
        return Problem("name", "name_differs", text)
    namesakes = [kept for kept in known.by_name.get(said.name, ()) if alike(kept.resident, said)]
    if not said.id_no:
        for kept in namesakes:
            if not kept.resident.id_no and kept.resident.sex_code == said.sex_code:
                return kept
    for place, kept in enumerate(namesakes):
        code = alike(kept.resident, said)
        state = "已注销的" if kept.resident.status != "0" else ""
        question = same_question(code, (row.number,), kept.resident, said, where=f"{state}档案里的{kept.resident.name}")
        if place:
            question = replace(question, key=f"{question.key}:{place + 1}")
        decision.questions.append(question)
        match question.answer(answers):
            case "two":
                continue
            case "skip":
                return Problem("", code, f"{question.text}还没有回答，这一行没有导入。")
            case _:
                return kept
    return None


def _change(decision: Decision, row: RosterRow, kept: Kept, known: Known, answers: Answers) -> Change:
    merged, differences = fill(kept.resident, row.resident)
    for said in differences:
        label = f"{kept.resident.name}的{said.label}"
        written = known.written.get(kept.id, "")
        question = RosterQuestion(
            code="differs",
            key=f"differs:{row.number}:{said.field}",
            rows=(row.number,),
            text=f"第 {row.number} 行：{label}，档案（{written} 保存）和名册写的不一样。用哪一个？",
            choices=(Choice("keep", f"保留档案里的：{said.kept}"), Choice("file", f"改用名册里的：{said.file}")),
            default="keep",
            sides=((said.label, said.kept, said.file),),
        )
        answer = question.answer(answers)
        if said.field == "id_no":  # its own question, digit_apart, decides
            answer = (
                "file"
                if answers.get(f"digit_apart:{row.number}", answers.get("digit_apart")) == "same_file"
                else "keep"
            )
        else:
            decision.questions.append(question)
        if answer == "file":
            merged = take(merged, row.resident, said.field)
        decision.differences.append(
            RosterDifference(row.number, kept.resident.name, said, written, from_file=answer == "file")
        )
    merged = _gone(decision, row, merged, answers)
    registers = tuple(disease for disease in row.diseases if disease not in known.registers.get(kept.id, ()))
    return Change(row, kept, merged, registers)


def _gone(decision: Decision, row: RosterRow, merged: Resident, answers: Answers) -> Resident:
    """The record of somebody the file says is gone: it stays open until a person says that it is to be closed."""
    if not row.gone:
        return merged
    said = row.resident
    word = "死亡" if said.closed_reason == DIED else "迁出"
    on = f"（{said.closed_on}）" if said.closed_on else ""
    text = f"第 {row.number} 行：名册里{said.name}已{word}{on}，档案还开着。要注销档案吗？"
    choices = (Choice("keep", "档案不动"), Choice("close", f"按{word}注销，专档一并终止"))
    sides = (("档案状态", "正常", f"已{word}{on}"),)
    question = RosterQuestion(
        code="died",
        key=f"died:{row.number}",
        rows=(row.number,),
        text=text,
        choices=choices,
        default="keep",
        sides=sides,
    )
    decision.questions.append(question)
    if question.answer(answers) != "close":
        return merged
    return replace(merged, status="1", closed_on=said.closed_on, closed_reason=said.closed_reason)


def _homes(decision: Decision, pairs: list[tuple[RosterRow, Kept]], known: Known, answers: Answers) -> None:
    """Which households of the records the file's households are."""
    rows: dict[str, list[RosterRow]] = defaultdict(list)
    lived: dict[str, list[tuple[RosterRow, Kept]]] = defaultdict(list)
    for row in decision.new:
        rows[row.household_key].append(row)
    for row, kept in pairs:
        rows[row.household_key].append(row)
        lived[row.household_key].append((row, kept))
    for key, members in rows.items():
        if key:
            home = _home(decision, members, lived[key], known, answers)
            if home:
                decision.homes[key] = home


def _home(
    decision: Decision, rows: list[RosterRow], lived: list[tuple[RosterRow, Kept]], known: Known, answers: Answers
) -> str:
    household = rows[0].household
    if household.home in known.homes:
        return household.home
    settled = [(row, kept) for row, kept in lived if not _alone(kept, known)]
    heads = [kept.resident.household_id for row, kept in settled if row.resident.relation_code == HEAD]
    lives_in = list(dict.fromkeys(heads or [kept.resident.household_id for _, kept in settled]))
    if len(lives_in) == 1:
        return lives_in[0]
    if not lives_in:
        fits, may = _fitting(household, rows, known)
        if len(fits) == 1:
            return fits[0].id
        lives_in = [home.id for home in (fits or may)]
    new = [row.number for row in rows if all(row is not known_row for known_row, _ in lived)]
    if not lives_in or not new:
        return _first_of_alone(rows, lived)
    choices = [
        *(Choice(str(place), f"放进{_called(known.homes[home])}") for place, home in enumerate(lives_in, 1)),
        Choice("new", "另立一户"),
    ]
    text = f"名册里户主{household.head or '没写'}的一户，和档案里的住户对不准。这几行的人放进哪一户？"
    question = RosterQuestion(
        code="household",
        key=f"household:home:{new[0]}",
        rows=tuple(new),
        text=text,
        choices=tuple(choices),
        default="new",
    )
    decision.questions.append(question)
    answer = question.answer(answers)
    return _first_of_alone(rows, lived) if answer == "new" else lives_in[int(answer) - 1]


def _first_of_alone(rows: list[RosterRow], lived: list[tuple[RosterRow, Kept]]) -> str:
    """The household of a head who has lived alone so far, or of anybody where nobody is new; else it begins anew."""
    alone = [kept.resident.household_id for row, kept in lived if row.resident.relation_code == HEAD]
    if not alone and len(lived) == len(rows):
        alone = [kept.resident.household_id for _, kept in lived]
    return alone[0] if alone else ""


def _called(home: Home) -> str:
    where = "、".join(filter(None, (*sorted(home.groups), *sorted(home.addresses))))
    return f"{'、'.join(sorted(filter(None, home.heads)))}家（{where or '住址未填'}，{len(home.members)} 人）"


def _alone(kept: Kept, known: Known) -> bool:
    """Whether nobody ever said which household this person belongs to."""
    resident = kept.resident
    home = known.homes.get(resident.household_id)
    return (
        resident.relation_code == ""
        and resident.household_head in ("", resident.name)
        and (home is None or home.members == {kept.id})
    )


def _fitting(household: Household, rows: Iterable[RosterRow], known: Known) -> tuple[list[Home], list[Home]]:
    """(households of the records that this one is, those that it may be)."""
    heads = {(row.resident.name, row.resident.id_no) for row in rows if row.resident.relation_code == HEAD}
    fits: list[Home] = []
    may: list[Home] = []
    for home in known.homes.values():
        if household.head and home.heads and household.head not in home.heads:
            continue
        if any(_another(mine, theirs) for mine in heads for theirs in home.heads_of):
            continue
        if household.no and home.numbers:
            if household.no in home.numbers and _agree(household.group, home.groups) is not None:
                fits.append(home)
            continue
        agreed = (_agree(household.group, home.groups), _agree(household.address, home.addresses))
        if household.head in home.heads and None not in agreed:
            (fits if all(agreed) else may).append(home)
    return fits, may


def _another(mine: tuple[str, str], theirs: tuple[str, str]) -> bool:
    """Two heads of different numbers are two people."""
    return bool(mine[1] and theirs[1] and mine[1] != theirs[1])


def _agree(said: str, known: set[str]) -> bool | None:
    """True where both say the same or nothing, False where one leaves it blank, None where they contradict."""
    if not said or not known:
        return not said and not known
    return True if said in known else None


def _moves(decision: Decision, pairs: list[tuple[RosterRow, Kept]], known: Known, answers: Answers) -> frozenset[int]:
    """Rows whose known people are put into a household: those who had none, and those a doctor says so of."""
    moves: set[int] = set()
    asked: dict[str, list[tuple[RosterRow, Kept]]] = defaultdict(list)
    for row, kept in pairs:
        home = decision.homes.get(row.household_key, "")
        if not row.household_key or kept.resident.household_id == home:
            continue
        if _alone(kept, known):
            moves.add(row.number)
        else:
            asked[row.household_key].append((row, kept))
    for members in asked.values():
        rows = tuple(row.number for row, _ in members)
        head = members[0][0].household.head or "没写户主的一户"
        text = f"名册里这几个人在{head}家，档案里在别的户。要搬过去吗？"
        sides = tuple((kept.resident.name, kept.resident.household_head, head) for _, kept in members)
        choices = (Choice("keep", "留在档案里的户"), Choice("move", f"搬到{head}家"))
        question = RosterQuestion(
            code="household",
            key=f"household:move:{rows[0]}",
            rows=rows,
            text=text,
            choices=choices,
            default="keep",
            sides=sides,
        )
        decision.questions.append(question)
        if question.answer(answers) == "move":
            moves.update(rows)
    return frozenset(moves)
