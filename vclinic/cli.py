"""The command line, for support staff and automation: the same services as the windows."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vclinic.clock import SystemClock
from vclinic.domain.problem import Expected, Refused, WorldFault
from vclinic.paths import default_data_dir
from vclinic.usage import password, usage_sentence

if TYPE_CHECKING:
    from vclinic.services.workstation import Workstation


@dataclass
class Call:
    """Global options of one call; the station is opened on first use."""

    data: Path
    user: str
    as_json: bool
    clock: SystemClock = field(default_factory=SystemClock)
    _station: "Workstation | None" = None

    @property
    def station(self) -> "Workstation":
        """The open store."""
        if self._station is None:
            from vclinic.services.clinic_setup import open_clinic
            from vclinic.services.unlock import is_set_up, logins

            if not is_set_up(self.data):
                raise Refused("no_clinic", f"{self.data} 里还没有卫生室的资料。新建用 init，有备份用 restore。")
            known = [login for login, _ in logins(self.data)]
            user = self.user or (known[0] if len(known) == 1 else "")
            if not user:
                raise Refused("user_needed", f"这里有几个账号（{'、'.join(known)}），请用 --user 指明。")
            self._station = open_clinic(self.data, user, password(), self.clock)
        return self._station

    def close(self) -> None:
        """Let the store go."""
        if self._station is not None:
            self._station.store.close()

    def say(self, document: object, text: str) -> None:
        """One JSON object on stdout with --json, else a line for people."""
        click.echo(as_text(document) if self.as_json else text)


def as_text(document: object) -> str:
    """One line of JSON; half a character that somebody's JSON smuggled in cannot be written and becomes a ?."""
    return json.dumps(document, ensure_ascii=False, default=_plain).encode("utf-8", "replace").decode()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value))


@click.group(invoke_without_command=True)
@click.option("--data", type=click.Path(path_type=Path), envvar="VCLINIC_DATA", help="数据目录")
@click.option("--user", default="", envvar="VCLINIC_USER", help="登录名（只有一个账号时可不填）")
@click.option("--json", "as_json", is_flag=True, help="在标准输出给出一个 JSON 对象")
@click.pass_context
def main(context: click.Context, data: Path | None, user: str, as_json: bool) -> None:
    """村医工作站。不带命令时打开程序。"""
    context.obj = Call(data or default_data_dir(), user, as_json)
    context.call_on_close(context.obj.close)
    if context.invoked_subcommand is None:
        from vclinic.main import open_program

        context.exit(open_program(context.obj.data))


def global_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--json and --data may stand after the command too."""

    def note_json(context: click.Context, _option: click.Parameter, value: bool) -> None:
        if value:
            context.obj.as_json = True

    def note_data(context: click.Context, _option: click.Parameter, value: Path | None) -> None:
        if value is not None:
            context.obj.data = value

    where = click.Path(path_type=Path)
    command = click.option("--data", type=where, expose_value=False, callback=note_data, help="数据目录")(command)
    return click.option("--json", is_flag=True, expose_value=False, callback=note_json, help="给出一个 JSON 对象")(
        command
    )


call = click.pass_obj


@main.command()
@click.option("--clinic", required=True, help="卫生室名称")
@click.option("--village", required=True, help="12 位村代码")
@click.option("--user", "login", required=True, help="登录名，也作第一位医生的姓名")
@click.option("--doctor", default="", help="医生姓名")
@global_options
@call
def init(call: Call, clinic: str, village: str, login: str, doctor: str) -> None:
    """新建卫生室：加密数据库、第一位医生和恢复码。"""
    from vclinic.services.clinic_setup import ClinicSetup, create_clinic

    made = create_clinic(call.data, ClinicSetup(clinic, village, doctor or login, login, password()), call.clock)
    made.station.store.close()
    call.say(
        {"clinic": clinic, "village": village, "user": login, "recovery_code": made.recovery_code},
        f"已建立{clinic}。恢复码（只显示这一次，请打印保管）：{made.recovery_code}",
    )


@main.command("sample-village")
@click.option("--residents", type=click.IntRange(20, 100_000), default=300, show_default=True)
@click.option("--months", type=click.IntRange(0, 60), default=12, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@global_options
@call
def sample_village(call: Call, residents: int, months: int, seed: int) -> None:
    """在空的卫生室里造一个样板村：居民、随访、处方、发药。"""
    from vclinic.services.sample_village import fill, refuse_real_clinic

    refuse_real_clinic(call.station)
    report = fill(call.station, residents, months, seed)
    call.say(report, "，".join(f"{name} {number}" for name, number in report.items()))


@main.group("import")
def import_group() -> None:
    """导入。"""


@import_group.command("residents")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只看结果，不写入")
@click.option("--refused", "refused_path", type=click.Path(path_type=Path), help="没有接收的行另存为")
@global_options
@call
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
    lines += [*report.notes, *(f"第 {each['row']} 行：{each['text']}" for each in reasons)]
    call.say(
        {
            "accepted": report.accepted,
            "refused": report.refused,
            "unchanged": report.unchanged,
            "reasons": reasons,
            "notes": report.notes,
        },
        "\n".join(lines),
    )


@main.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 500), default=20)
@global_options
@call
def search(call: Call, text: str, limit: int) -> None:
    """找居民：姓名、拼音首字母、全拼、身份证或电话的任意一段。"""
    from vclinic.services.find_residents import find

    found = find(call.station, text, limit)
    rows = [
        {
            "id": hit.id,
            "name": hit.name,
            "sex_code": hit.sex_code,
            "birth_date": hit.birth_date,
            "id_no_tail": hit.id_no_tail,
            "phone": hit.phone,
            "village_group": hit.village_group,
        }
        for hit in found
    ]
    words = [f"{hit.name} {hit.age} 岁 {hit.village_group} {hit.phone}" for hit in found]
    call.say(rows, "\n".join(words) or "没有找到。")


@main.command()
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@global_options
def assess(kind: str, file: Path) -> None:
    """判断随访：每行一个 JSON 进，每行一个 JSON 出；只用规则，不开数据库。"""
    from vclinic.diseases import rule_book
    from vclinic.services.assess_lines import assess_lines, kind_of

    disease, rules = kind_of(kind), rule_book()
    try:
        with click.open_file(str(file), "rb") as lines:
            for answer in assess_lines(lines, disease, rules):
                click.echo(as_text(answer))
    except OSError as fault:
        raise WorldFault("unreadable", f"读不到文件 {file.name}，请检查它是否存在、是否被别的程序占用。") from fault


@main.command()
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="哪一天，默认今天")
@global_options
@call
def due(call: Call, day: datetime | None) -> None:
    """应随访名单。"""
    from vclinic.services.due_today import worklist

    found = worklist(call.station, day.date() if day else None)
    rows = [
        {
            "resident_id": row.resident_id,
            "name": row.name,
            "age": row.age,
            "address": row.address,
            "tile": row.tile,
            "due_on": row.due_on,
            "last": row.last_text,
            "danger": row.danger,
            "why": row.why,
        }
        for row in found.rows
    ]
    document = {"on": found.on, "counts": {tile.key: tile.count for tile in found.tiles}, "rows": rows}
    words = [f"{row.name} {row.age} 岁 {row.address} {row.due_text} {row.why}" for row in found.rows]
    call.say(document, "\n".join(words) or "今天没有要随访的人。")


@main.command()
@click.argument("url")
@click.argument("code")
@global_options
@call
def enrol(call: Call, url: str, code: str) -> None:
    """用卫生院给的地址和一次性接入码接入。"""
    from sync.client.enrol import enrol as enrol_device

    device = enrol_device(call.station.store, url, code)
    call.say({"device": device.id, "township": device.township}, f"已接入{device.township}。")


@main.command()
@global_options
@call
def sync(call: Call) -> None:
    """上报一轮。"""
    from dataclasses import asdict

    from sync.client.engine import sync as sync_round

    report = asdict(sync_round(call.station.store, call.clock.now, steady=call.clock.monotonic))
    words = (
        f"上报 {report['pushed']} 条，卫生院收下 {report['stored']} 条，"
        f"未接收 {report['refused']} 条，新通知 {report['notices']} 条。"
    )
    call.say(report, words)


@main.command()
@global_options
@call
def status(call: Call) -> None:
    """上报情况。"""
    from vclinic.services.sync_status import describe, status as sync_status

    now = sync_status(call.station)
    names = ("pending", "stored", "refused", "returned", "accepted", "last_success", "needs_action")
    call.say({name: getattr(now, name) for name in names}, describe(now, call.clock.now()).text)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@global_options
@call
def backup(call: Call, file: Path) -> None:
    """备份成一个加密文件，写好后打开核对一遍。"""
    from vclinic.services.backup import backup as make_backup

    report = make_backup(call.station, file)
    call.say({"file": str(report.path), "size": report.size, "counts": report.counts}, f"备份完成：{report.path}")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--leave-unsent", is_flag=True, help="原来的资料里有没上报的也恢复（它们只留在另放的那一份里）")
@global_options
@call
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


@main.command()
@global_options
@call
def check(call: Call) -> None:
    """检查数据库：文件、每条资料和它的变更、库存账。"""
    from vclinic.services.backup import check as check_store

    report = check_store(call.station)
    words = f"检查完毕，有 {len(report.problems)} 个问题。" if report.problems else "检查完毕，没有问题。"
    call.say({"ok": not report.problems, "problems": report.problems, "counts": report.counts}, words)
    if report.problems:
        raise Refused("check_failed", "；".join(report.problems))


@main.command()
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path))
@global_options
@call
def export(call: Call, kind: str, file: Path) -> None:
    """导出 residents、follow-ups、dispensings、changes 等到 .csv、.xlsx（给人看）或 .jsonl（给程序读）。"""
    from vclinic.services.export import export as export_table

    count = export_table(call.station, kind, file)
    call.say({"rows": count, "file": str(file)}, f"已导出 {count} 行到 {file}。")


@main.command()
@click.option("--headless", is_flag=True, help="没有屏幕：离屏演一遍，留下截图和小结")
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo-out"), show_default=True)
@click.option("--keep", type=click.Path(path_type=Path), help="数据放在哪里（默认用临时目录）")
@global_options
@call
def demo(call: Call, headless: bool, out: Path, keep: Path | None) -> None:
    """样板村加卫生院服务器：有屏幕时打开程序，没有时演一遍从村到镇的一天。"""
    from importlib.util import find_spec

    if find_spec("vclinic.demo") is None:  # the program that ships to clinics has no township in it
        raise Refused("no_demo", "安装版里没有演示。请在开发机上运行 make run。")
    from vclinic.demo import run

    sys.exit(run(headless, out, keep, call.as_json))


def run() -> int:
    """Run the command line; exit 0 done, 1 refused with a sentence on stderr, 2 wrong usage."""
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
    except (BrokenPipeError, KeyboardInterrupt):
        return 1
