"""A backup comes back."""

import os
from pathlib import Path

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.usage import password

_CODE, _PRESENT = "VCLINIC_RECOVERY_CODE", "VCLINIC_PRESENT_PASSWORD"


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--leave-unsent", is_flag=True, help="原来的资料里有没上报的、或打不开看不到，也恢复（原来的另放一份，不会再上报）"
)
@global_options
@with_call
def restore(call: Call, file: Path, leave_unsent: bool) -> None:
    """从备份恢复；原来的数据另放一边，不删除。

    密码用做备份那时的；忘了可以设环境变量 VCLINIC_RECOVERY_CODE 用恢复码。后来改过密码的，再设 VCLINIC_PRESENT_PASSWORD。
    """
    from vclinic.services.restore import Opener, restore as restore_backup

    code, present = os.environ.get(_CODE, ""), os.environ.get(_PRESENT, "")
    opener = Opener(recovery_code=code) if code else Opener(call.user, password())
    report = restore_backup(
        call.data,
        file,
        opener,
        call.clock,
        present=Opener(call.user, present) if present else None,
        leave_unsent=leave_unsent,
    )
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
