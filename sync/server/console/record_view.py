"""What the review page shows of one record: the form's own rows with last time and older versions beside them."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from sync.server.database.mirror import rows_about
from sync.server.database.records import Document, Record, items_of, mirrored, read
from sync.server.database.tables import Inbox, Review
from sync.server.review import findings, replies
from sync.server.review.replies import Reply
from sync.server.review.waiting import before
from vclinic.diseases.finding import Finding
from vclinic.domain.fields import Meaning
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
        """Whether the row may be folded away: nothing changed and nothing to point out."""
        return not self.changed and not self.notes and not self.was and not self.remark and not self.problem


@dataclass(frozen=True, slots=True)
class Run:
    """Rows that stand together: one that is shown, or several quiet ones folded into a line."""

    lines: tuple[Line, ...]
    folded: bool

    @property
    def summary(self) -> str:
        """The folded line: captions and values in the form's order."""
        return "　".join(f"{line.caption} {line.new} {line.unit}".rstrip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class RecordView:
    """One revision of a record with everything beside it.

    Attributes:
        versions: the revisions received, oldest first; the last one is shown.
        past: earlier valid records of the same course, newest first.
        top: notes that belong to no row.
    """

    review: Review
    record: Record
    previous: Record | None
    versions: tuple[Record, ...]
    past: tuple[Record, ...]
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
        return any(replies.sent_back(verdict) and verdict.revision < self.record.revision for verdict in self.verdicts)


def load(
    session: Session,
    change_id: str,
    remarks: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> RecordView | None:
    """The view of one revision; ``remarks`` and ``problems`` are those of a post that could not be saved."""
    review = session.get(Review, change_id)
    if review is None:
        return None
    rows = session.exec(
        select(Inbox)
        .where(Inbox.entity == review.entity, Inbox.entity_id == review.entity_id, Inbox.applied == "yes")
        .order_by(col(Inbox.revision))
    )
    versions = [
        read(row.entity, json.loads(row.payload)["data"], row) for row in rows if row.revision <= review.revision
    ]
    now = versions[-1]
    whose = [review.resident_id] if review.resident_id else []
    past = before(now, [mirrored(row) for row in rows_about(session, review.entity, whose)])
    verdicts = tuple(
        session.exec(
            select(Review)
            .where(Review.entity == review.entity, Review.entity_id == review.entity_id)
            .order_by(col(Review.revision))
        )
    )
    last, older = (past[0] if past else None), (versions[-2] if len(versions) > 1 else None)
    lines = _lines(now, older, last)
    top = _notes(lines, findings.from_text(review.findings), now)
    replied = replies.of_record(session, review.resident_id, [verdict.change_id for verdict in verdicts])
    top += _answers(lines, verdicts, replied, now)
    top += _reasons(versions)
    for line in lines:
        line.remark = (remarks or {}).get(line.name, "")
        line.problem = (problems or {}).get(f"remark.{line.name}", "")
    comparable = older is not None or last is not None
    return RecordView(
        review,
        now,
        previous=last,
        versions=tuple(versions),
        past=tuple(past),
        runs=tuple(_runs(lines, comparable)),
        top=tuple(top),
        verdicts=verdicts,
    )


def _lines(now: Record, older: Record | None, last: Record | None) -> list[Line]:
    if now.form is None:
        return _columns(now, older or last, last)
    beside = older or last
    overruled = {
        str(overrule.get("field")): str(overrule.get("computed", "")) for overrule in now.data.get("overrules", [])
    }
    carried = set(now.data.get("carried", []))
    lines: list[Line] = []
    for item in items_of(now.form):
        named = [name for name in item.fields if name in overruled]
        lines.append(
            Line(
                item.caption, _unit(item), name=item.fields[0], last=_text(last, item), old=_text(beside, item), new=_text(now, item),
                was=overruled[named[0]] if named else "", carried=bool(carried) and set(item.fields) <= carried,
            )
        )  # fmt: skip
    lines.extend(_beside_the_paper(now.form, now, older, last))
    lines.extend(_unknown(now.form, now))
    return lines


def _columns(now: Record, beside: Record | None, last: Record | None) -> list[Line]:
    """A kind without a form is shown under the columns of its tables."""

    def cells(record: Record | None) -> list[str]:
        rows = list(record.kind.rows(record.data)) if record is not None else []
        columns = [dict.fromkeys(cell for cell in column if cell) for column in zip(*rows, strict=True)]
        return ["；".join(column) or EMPTY for column in columns]

    empty = [EMPTY] * len(now.kind.columns)
    columns = zip(now.kind.columns, cells(last) or empty, cells(beside) or empty, cells(now), strict=True)
    return [Line(column.heading, "", name=column.path, last=was, old=old, new=new) for column, was, old, new in columns]


def _text(record: Record | None, item: Item) -> str:
    if record is None or record.form is None:
        return EMPTY
    return item_text(record.form, item, record.values).removesuffix(_unit(item)).rstrip()


def _unit(item: Item) -> str:
    """The one unit at the end of an item's pattern: it stands at the caption, so that the columns hold figures only."""
    tail = item.pattern.rpartition("}")[2]
    return tail.strip() if set(re.sub(r"{\w+}", "", item.pattern.removesuffix(tail))) <= {"/"} else ""


def _beside_the_paper(form: FormSpec, now: Record, older: Record | None, last: Record | None) -> list[Line]:
    """The doctor's answers that have no row on the official form; shown when there is one."""
    lines: list[Line] = []
    for name in form.cockpit:
        meaning = form.meanings[name]
        was, old, new = (_answer(record, name, meaning) for record in (last, older or last, now))
        if old != EMPTY or new != EMPTY:
            lines.append(Line(meaning.label, meaning.unit, name=name, last=was, old=old, new=new))
    return lines


def _answer(record: Record | None, name: str, meaning: Meaning) -> str:
    value = record.values.get(name) if record is not None else None
    return EMPTY if value in (None, False, (), "") else display(meaning, value)


def _unknown(form: FormSpec, now: Record) -> list[Line]:
    """What a newer clinic wrote and this program cannot name: shown as it is, never dropped. Where a record is the whole
    document, the document's own fields are no news."""
    if now.kind.form is not None and not now.kind.form.record:
        return []
    extra: Document = {name: value for name, value in now.record.items() if name not in form.meanings}
    return [
        Line(f"{name}（新栏目）", "", name=name, last=EMPTY, old=str(value), new=str(value))
        for name, value in extra.items()
    ]


def _line_of(lines: list[Line], now: Record, field: str) -> Line | None:
    """The row a field stands in."""
    item = now.form.item_of(field) if now.form is not None else None
    place = item.fields[0] if item else field
    return next((line for line in lines if line.name == place), None)


def _notes(lines: list[Line], findings: Sequence[Finding], now: Record) -> list[Note]:
    """Put each finding beside its row; what has no row is returned."""
    top: list[Note] = []
    for finding in findings:
        line = _line_of(lines, now, finding.field)
        (line.notes if line else top).append(Note(finding.level, finding.text))
    return top


def _answers(
    lines: list[Line], verdicts: Sequence[Review], replied: Mapping[str, Sequence[Reply]], now: Record
) -> list[Note]:
    """What was asked for when this version was returned, or whether what was asked for before has been done; and what
    the doctor answered, under the remark."""
    returned = [verdict for verdict in verdicts if replies.sent_back(verdict) and verdict.revision <= now.revision]
    if not returned:
        return [note for verdict in verdicts if verdict.revision == now.revision for note in _said(verdict, replied)]
    said = _said(returned[-1], replied)
    open_still = returned[-1].revision == now.revision
    for remark in json.loads(returned[-1].remarks):
        line = _line_of(lines, now, remark["field"])
        if line is not None:
            level, done = ("info", "") if open_still else ("ok", "已改。") if line.changed else ("warn", "没改。")
            line.notes += [Note(level, f"{done}退回意见：“{remark['text']}”"), *said]
    general = returned[-1].general
    if general:
        return [Note("info", f"{'' if open_still else '上次'}退回：“{general}”"), *said]
    return [] if any(note in line.notes for line in lines for note in said) else said


def _said(verdict: Review, replied: Mapping[str, Sequence[Reply]]) -> list[Note]:
    """What the doctor answered to a return."""
    return [
        Note("info", f"{reply.doctor or '村医'} {reply.day} 答复：“{reply.text}”")
        for reply in replied.get(verdict.change_id, ())
    ]


def _reasons(versions: Sequence[Record]) -> list[Note]:
    """Why the clinic made each version that corrects one before it, and what it answered about what hangs on it."""
    notes: list[Note] = []
    for record in versions:
        if reason := record.data.get("correction_reason"):
            notes.append(Note("info", f"第 {record.revision} 版更正的理由：“{reason}”"))
        texts = [str(answer.get("text", "")) for answer in record.data.get("correction_answers", [])]
        if texts:
            notes.append(Note("info", f"第 {record.revision} 版更正时答：{'；'.join(texts)}"))
    return notes


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
