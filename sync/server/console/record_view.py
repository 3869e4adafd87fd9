"""What the review page shows of one visit: the form's own rows with last time and older versions beside them."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from sync.server.database.records import Document, Visit, items_of, mirrored, visit
from sync.server.database.tables import FollowUpMirror, Inbox, Review
from sync.server.review import findings
from sync.server.review.review import before
from vclinic.forms.document import EMPTY, display, item_text
from vclinic.forms.spec import FormSpec, Item


@dataclass(frozen=True, slots=True)
class Note:
    """A note in the margin. ``level``: danger, warn, info or ok."""

    level: str
    text: str


@dataclass(slots=True)
class Line:
    """One row of the form: its caption, the field (``name``) a remark hangs on, and what stands in it in each version."""

    caption: str
    unit: str
    name: str
    last: str
    old: str
    new: str
    was: str = ""  # what the machine said where the doctor overruled it
    carried: bool = False
    notes: list[Note] = field(default_factory=list[Note])
    remark: str = ""
    problem: str = ""

    @property
    def changed(self) -> bool:
        """Whether this version says something else than the one it is compared with."""
        return self.new != self.old

    @property
    def quiet(self) -> bool:
        """Whether the row may be folded away: nothing changed and nothing to look at."""
        return not self.changed and not self.notes and not self.was and not self.remark and not self.problem


@dataclass(frozen=True, slots=True)
class Run:
    """Rows that stand together: one that is shown, or several quiet ones folded into a line."""

    lines: tuple[Line, ...]
    folded: bool

    @property
    def words(self) -> str:
        """The folded line: captions and values in the form's order."""
        return "　".join(f"{line.caption} {line.new} {line.unit}".rstrip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class RecordView:
    """One revision of a visit with everything beside it.

    Attributes:
        versions: the revisions received, oldest first; the last one is shown.
        past: earlier valid visits, newest first.
        top: notes that belong to no row.
    """

    review: Review
    visit: Visit
    previous: Visit | None
    versions: tuple[Visit, ...]
    past: tuple[Visit, ...]
    runs: tuple[Run, ...]
    top: tuple[Note, ...]
    verdicts: tuple[Review, ...]

    @property
    def lines(self) -> list[Line]:
        """Every row."""
        return [line for run in self.runs for line in run.lines]

    @property
    def resubmitted(self) -> bool:
        """Whether an earlier version was returned."""
        return any(each.state == "returned" and each.revision < self.visit.revision for each in self.verdicts)


def load(
    session: Session,
    change_id: str,
    remarks: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> RecordView | None:
    """The view of one revision; ``remarks`` and ``problems`` are what was typed in vain."""
    review = session.get(Review, change_id)
    if review is None:
        return None
    rows = session.exec(
        select(Inbox)
        .where(Inbox.entity == "follow_up", Inbox.entity_id == review.follow_up_id, Inbox.applied == "yes")
        .order_by(col(Inbox.revision))
    )
    versions = [visit(json.loads(row.payload)["data"], row) for row in rows if row.revision <= review.revision]
    others = [
        mirrored(row)
        for row in session.exec(select(FollowUpMirror).where(FollowUpMirror.resident_id == review.resident_id))
    ]
    now = versions[-1]
    past = before(now, others)
    verdicts = tuple(
        session.exec(select(Review).where(Review.follow_up_id == review.follow_up_id).order_by(col(Review.revision)))
    )
    last, older = (past[0] if past else None), (versions[-2] if len(versions) > 1 else None)
    lines = _lines(now, older, last)
    top = _notes(lines, findings.from_text(review.findings), now.form)
    top += _answers(lines, verdicts, now)
    for line in lines:
        line.remark = (remarks or {}).get(line.name, "")
        line.problem = (problems or {}).get(f"remark.{line.name}", "")
    comparable = older is not None or last is not None
    return RecordView(
        review, now, last, tuple(versions), tuple(past), tuple(_runs(lines, comparable)), tuple(top), verdicts
    )


def _lines(now: Visit, older: Visit | None, last: Visit | None) -> list[Line]:
    beside = older or last
    overruled = {str(each.get("field")): str(each.get("computed", "")) for each in now.data.get("overrules", [])}
    carried = set(now.data.get("carried", []))
    lines: list[Line] = []
    for item in items_of(now.form):
        named = [name for name in item.fields if name in overruled]
        lines.append(
            Line(
                item.caption, _unit(item), item.fields[0], _text(last, item), _text(beside, item), _text(now, item),
                overruled[named[0]] if named else "", bool(carried) and set(item.fields) <= carried,
            )
        )  # fmt: skip
    lines.extend(_beside_the_paper(now, older, last))
    lines.extend(_unknown(now))
    return lines


def _text(each: Visit | None, item: Item) -> str:
    words = item_text(each.form, item, each.values) if each is not None else EMPTY
    return words.removesuffix(_unit(item)).rstrip()


def _unit(item: Item) -> str:
    """The one unit at the end of an item's pattern: it stands at the caption, so that the columns hold figures only."""
    tail = item.pattern.rpartition("}")[2]
    return tail.strip() if set(re.sub(r"{\w+}", "", item.pattern.removesuffix(tail))) <= {"/"} else ""


def _beside_the_paper(now: Visit, older: Visit | None, last: Visit | None) -> list[Line]:
    """The doctor's answers that stand in the cockpit, shown when there is anything to say."""
    lines: list[Line] = []
    for name in now.form.cockpit:
        meaning = now.form.meanings[name]

        def words(each: Visit | None, name: str = name, meaning: object = meaning) -> str:
            value = each.values.get(name) if each is not None else None
            return EMPTY if value in (None, False, (), "") else display(meaning, value)  # pyright: ignore[reportArgumentType]

        texts = [words(each) for each in (last, older or last, now)]
        if any(text != EMPTY for text in texts[1:]):
            lines.append(Line(meaning.label, meaning.unit, name, texts[0], texts[1], texts[2]))
    return lines


def _unknown(now: Visit) -> list[Line]:
    """What a newer clinic wrote and this program cannot name: shown as it is, never dropped."""
    known = now.form.meanings
    extra: Document = {name: value for name, value in now.record.items() if name not in known}
    return [Line(f"{name}（新栏目）", "", name, EMPTY, str(value), str(value)) for name, value in extra.items()]


def _notes(lines: list[Line], found: Sequence[findings.Finding], form: FormSpec) -> list[Note]:
    """Put each finding beside its row; what has no row is returned."""
    top: list[Note] = []
    for each in found:
        item = form.item_of(each.field)
        place = item.fields[0] if item else each.field
        line = next((line for line in lines if line.name == place), None)
        (line.notes if line else top).append(Note(each.level, each.text))
    return top


def _answers(lines: list[Line], verdicts: Sequence[Review], now: Visit) -> list[Note]:
    """What was asked for when this version was returned, or whether what was asked for before has been done."""
    returned = [each for each in verdicts if each.state == "returned" and each.revision <= now.revision]
    if not returned:
        return []
    open_still = returned[-1].revision == now.revision
    for each in json.loads(returned[-1].remarks):
        item = now.form.item_of(each["field"])
        place = item.fields[0] if item else each["field"]
        line = next((line for line in lines if line.name == place), None)
        if line is not None:
            level, done = ("info", "") if open_still else ("ok", "已改。") if line.changed else ("warn", "没改。")
            line.notes.append(Note(level, f"{done}退回意见：“{each['text']}”"))
    general = returned[-1].general
    return [Note("info", f"{'' if open_still else '上次'}退回：“{general}”")] if general else []


def _runs(lines: list[Line], comparable: bool) -> list[Run]:
    runs: list[Run] = []
    pending: list[Line] = []
    for line in lines:
        if comparable and line.quiet:
            pending.append(line)
            continue
        if pending:
            runs.append(Run(tuple(pending), folded=True))
            pending = []
        runs.append(Run((line,), folded=False))
    if pending:
        runs.append(Run(tuple(pending), folded=True))
    return runs
