"""A roster comes in."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.domain.problem import Refused, WorldFault
from vclinic.usage import TYPED

if TYPE_CHECKING:
    from vclinic.services.import_roster import ImportReport, RosterPreview


@click.group("import")
def import_group() -> None:
    """导入花名册。"""


@import_group.command("residents", short_help="导入花名册（.xlsx、.xls、.csv）。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只看结果，不写入")
@click.option("--refused", "refused_path", type=click.Path(path_type=Path), help="没有接收的行另存为")
@click.option("--answers", "answers_path", type=click.Path(path_type=Path), help="回答的文件：JSON，{问题: 选项}")
@click.option("--answer", "answers", type=TYPED, multiple=True, metavar="问题=选项", help="回答一个问题，可以写多次")
@click.option(
    "--column",
    "columns",
    type=TYPED,
    multiple=True,
    metavar="表头=意思",
    help="说明一栏是什么（如 高压病=高血压，养老金=不用），以后也记得",
)
@global_options
@with_call
@click.pass_context
def import_residents(
    context: click.Context,
    call: Call,
    file: Path,
    dry_run: bool,
    refused_path: Path | None,
    answers_path: Path | None,
    answers: tuple[str, ...],
    columns: tuple[str, ...],
) -> None:
    """导入花名册（.xlsx、.xls、.csv）。好的行一次全部写入，不好的行退回并写明原因；拿不准的列成问题，没有回答的按稳妥的做。

    退出码 0：有接收的，或者没有什么要接收，或者只是 --dry-run；1：每一行都退回了，什么也没有写入。
    """
    from vclinic.services import roster_columns
    from vclinic.services.import_roster import accept_roster, preview_roster, report_of, save_refused

    given, named = _answers(answers_path, answers), _columns(columns)
    preview = preview_roster(call.station, file, named)
    if given:
        preview = preview.answered(given)
        _check(preview, given)
    if refused_path is not None:  # first: where it cannot be written, nothing has been imported either
        save_refused(preview, refused_path)
    if not dry_run:
        for heading, meaning in named.items():
            roster_columns.remember(call.station, heading, meaning)
    report = report_of(preview) if dry_run else accept_roster(call.station, preview)
    call.say(_document(preview, report), "\n".join(_lines(preview, report)))
    if report.refused and not dry_run and not (report.accepted or report.unchanged):
        context.exit(1)


def _answers(path: Path | None, answers: Iterable[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    if path is not None:
        try:
            document: Any = json.loads(path.read_text("utf-8-sig"))
        except OSError as fault:
            raise WorldFault("unreadable", f"读不到回答的文件 {path.name}。") from fault
        except ValueError as fault:
            raise Refused("bad_answers", f"回答的文件 {path.name} 不是 JSON。") from fault
        if not isinstance(document, dict):
            raise Refused("bad_answers", f"回答的文件 {path.name} 应是一个 JSON 对象：{{问题: 选项}}。")
        given |= {str(key): str(choice) for key, choice in cast("dict[object, object]", document).items()}
    for answer in answers:
        key, mark, choice = answer.rpartition("=")
        if not mark:
            raise Refused("bad_answer", f"“{answer}”应写成 问题=选项。")
        given[key.strip()] = choice.strip()
    return given


def _columns(columns: Iterable[str]) -> dict[str, str]:
    from vclinic.forms.roster_columns import meaning_said, meanings

    named: dict[str, str] = {}
    for column in columns:
        heading, mark, text = column.rpartition("=")
        if not mark or not heading.strip():
            raise Refused("bad_column", f"“{column}”应写成 表头=意思。")
        meaning = meaning_said(text)
        if meaning is None:
            choices = "、".join(f"{label}（{key}）" for key, label in meanings())
            raise Refused("no_such_meaning", f"不知道“{text}”是什么意思，可选：{choices}。")
        named[heading] = meaning
    return named


def _check(preview: "RosterPreview", given: dict[str, str]) -> None:
    """An answer that answers nothing is a mistake of whoever wrote it, and nothing is imported on a mistake."""
    for key, choice in given.items():
        asked = [question for question in preview.questions if key in (question.key, question.code)]
        if not asked:
            raise Refused("no_such_question", f"这个文件没有问题“{key}”。先用 --dry-run 看有哪些问题。")
        choices = dict.fromkeys(option.key for question in asked for option in question.choices)
        if choice not in choices:
            raise Refused("no_such_choice", f"问题“{key}”没有选项“{choice}”，可选：{'、'.join(choices)}。")


def _document(preview: "RosterPreview", report: "ImportReport") -> dict[str, object]:
    return {
        "accepted": report.accepted,
        "refused": report.refused,
        "unchanged": report.unchanged,
        "reasons": [
            {"row": row, "field": problem.field, "code": problem.code, "text": problem.text}
            for row, problem in report.reasons
        ],
        "notes": report.notes,
        "unread": [{"row": row.number, "texts": row.texts} for row in report.unread],
        "questions": [
            {
                "code": question.code,
                "key": question.key,
                "rows": question.rows,
                "text": question.text,
                "choices": [{"key": choice.key, "text": choice.text} for choice in question.choices],
                "default": question.default,
                "answer": question.answer(preview.answers),
                "sides": [{"field": field, "record": kept, "file": file} for field, kept, file in question.sides],
            }
            for question in preview.questions
        ],
        "row_notes": [{"row": note.number, "name": note.name, "texts": note.texts} for note in preview.row_notes],
        "columns_unread": [
            {"column": column.index + 1, "heading": column.heading, "filled": column.filled, "samples": column.samples}
            for column in preview.columns_unread
        ],
        "differences": [
            {
                "row": difference.row,
                "name": difference.name,
                "field": difference.said.field,
                "kept": difference.said.kept,
                "file": difference.said.file,
                "kept_on": difference.kept_on,
                "taken": "file" if difference.from_file else "kept",
            }
            for difference in preview.differences
        ],
    }


def _lines(preview: "RosterPreview", report: "ImportReport") -> list[str]:
    lines = [f"接收 {report.accepted}，退回 {report.refused}，没有变化 {report.unchanged}。"]
    lines += [*report.notes, *(f"第 {row} 行：{problem.text}" for row, problem in report.reasons)]
    lines += [f"第 {row.number} 行：{row.sentence}" for row in report.unread]
    lines += [f"第 {note.number} 行{note.name}：{text}" for note in preview.row_notes for text in note.texts]
    for column in preview.columns_unread:
        lines.append(f"{column.sentence}可用 --column {column.heading or '表头'}=意思 说明。")
    for question in preview.questions:
        chosen = next(choice for choice in question.choices if choice.key == question.answer(preview.answers))
        said = "回答" if question.is_answered(preview.answers) else "没有回答，先按"
        options = "、".join(f"{choice.key} {choice.text}" for choice in question.choices)
        lines.append(f"问题 {question.key}：{question.text}{said}“{chosen.text}”。（{options}）")
    return lines
