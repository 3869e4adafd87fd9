"""A backup comes back."""

from pathlib import Path

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.usage import password


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--leave-unsent", is_flag=True, help="原来的资料里有没上报的也恢复（它们只留在另放的那一份里）")
@global_options
@with_call
def restore(call: Call, file: Path, leave_unsent: bool) -> None:
    """从备份恢复；原来的数据另放一边，不删除。"""
    from vclinic.services.backup import restore as restore_backup

    report = restore_backup(call.data, file, call.user, password(), call.clock, leave_unsent=leave_unsent)
    call.say(
        {
            "restored": True,
            "counts": report.counts,
            "kept": str(report.kept) if report.kept else None,
            "unsent": report.unsent,
            "text": report.sentence,
        },
        f"已恢复，居民 {report.counts['resident']} 人。{report.sentence}",
    )
