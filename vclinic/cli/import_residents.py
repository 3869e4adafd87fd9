"""A roster comes in."""

from pathlib import Path

import click

from vclinic.cli.call import Call, global_options, with_call


@click.group("import")
def import_group() -> None:
    """导入。"""


@import_group.command("residents")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只看结果，不写入")
@click.option("--refused", "refused_path", type=click.Path(path_type=Path), help="没有接收的行另存为")
@global_options
@with_call
def import_residents(call: Call, file: Path, dry_run: bool, refused_path: Path | None) -> None:
    """导入花名册（.xlsx、.csv）。好的行一次全部写入，不好的行退回并写明原因。"""
    from vclinic.services.import_roster import accept_roster, preview_roster, report_of, save_refused

    preview = preview_roster(call.station, file)
    if refused_path is not None:  # first: where it cannot be written, nothing has been imported either
        save_refused(preview, refused_path)
    report = report_of(preview) if dry_run else accept_roster(call.station, preview)
    reasons = [
        {"row": row, "field": problem.field, "code": problem.code, "text": problem.text}
        for row, problem in report.reasons
    ]
    lines = [f"接收 {report.accepted}，退回 {report.refused}，没有变化 {report.unchanged}。"]
    lines += [*report.notes, *(f"第 {reason['row']} 行：{reason['text']}" for reason in reasons)]
    lines += [f"第 {row.number} 行：{row.sentence}" for row in report.unread]
    call.say(
        {
            "accepted": report.accepted,
            "refused": report.refused,
            "unchanged": report.unchanged,
            "reasons": reasons,
            "notes": report.notes,
            "unread": [{"row": row.number, "texts": row.texts} for row in report.unread],
        },
        "\n".join(lines),
    )
