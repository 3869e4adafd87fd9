"""The command line, for support staff and automation: the same services as the windows."""

import os
import sys
from pathlib import Path

import click

from vclinic.cli.assess import assess
from vclinic.cli.backup import backup
from vclinic.cli.call import Call
from vclinic.cli.check import check
from vclinic.cli.demo import demo
from vclinic.cli.due import due
from vclinic.cli.enrol import enrol
from vclinic.cli.export import export
from vclinic.cli.import_residents import import_group
from vclinic.cli.init import init
from vclinic.cli.package import package
from vclinic.cli.restore import restore
from vclinic.cli.sample_village import sample_village
from vclinic.cli.search import search
from vclinic.cli.selfcheck import selfcheck
from vclinic.cli.status import status
from vclinic.cli.support import support
from vclinic.cli.sync import sync
from vclinic.cli.today import today
from vclinic.cli.uninstall_check import uninstall_check
from vclinic.cli.update_line import update
from vclinic.domain.problem import Expected
from vclinic.paths import default_data_dir
from vclinic.usage import TYPED, speak_chinese, usage_sentence

COMMANDS = (
    init,
    sample_village,
    import_group,
    search,
    assess,
    due,
    today,
    enrol,
    sync,
    package,
    status,
    support,
    uninstall_check,
    selfcheck,
    update,
    backup,
    restore,
    check,
    export,
    demo,
)


@click.group(invoke_without_command=True)
@click.option("--data", type=click.Path(path_type=Path), envvar="VCLINIC_DATA", help="数据目录")
@click.option("--user", type=TYPED, default="", envvar="VCLINIC_USER", help="登录名（只有一个账号时可不填）")
@click.option("--json", "as_json", is_flag=True, help="在标准输出给出一个 JSON 对象")
@click.pass_context
def main(context: click.Context, data: Path | None, user: str, as_json: bool) -> None:
    """村医工作站。不带命令时打开程序。"""
    context.obj = Call(data or default_data_dir(), user, as_json)
    context.call_on_close(context.obj.close)
    if context.invoked_subcommand is None:
        from vclinic.start import open_program

        context.exit(open_program(context.obj.data))


for command in COMMANDS:
    main.add_command(command)


def run() -> int:
    """Run the command line; exit 0 done, 1 refused with a sentence on stderr, 2 wrong usage."""
    speak_chinese()
    try:
        result = main.main(prog_name="vclinic", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except Expected as fault:
        click.echo(fault.sentence, err=True)
        return 1
    except click.UsageError as fault:
        click.echo(usage_sentence(fault, "vclinic"), err=True)
        return 2
    except click.Abort:
        click.echo("没有做：中途停下了。", err=True)
        return 1
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:
        # whoever read the answers has enough; what is still held back must not be written at the end either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
