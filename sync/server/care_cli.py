"""`vclinic-township backup`, `restore`, `check`, `upgrade` and what belongs to them."""

import json
import os
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from sync.server.care import backup, check, plan, recovery, restore, upgrade
from sync.server.database.store import Clock, open_store
from sync.server.setup import settings, system
from sync.server.staff import audit
from vclinic.domain.problem import Refused, WorldFault
from vclinic.usage import TYPED

CODE = "VCLINIC_RECOVERY_CODE"


def _where(context: click.Context, option: click.Parameter, given: Path | None) -> Path:
    """The directory that was typed, or the one that was set up."""
    place = given or settings.data()
    if place is None:
        raise click.MissingParameter(ctx=context, param=option)
    return place


DATA = click.option(
    "--data",
    "data",
    type=click.Path(path_type=Path, file_okay=False),
    callback=_where,
    help="数据目录；用 setup 设好的机器上可以不写",
)
JSON = click.option("--json", "as_json", is_flag=True, help="标准输出只有一个 JSON 对象")
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("backup")
@click.argument("file", type=FILE, required=False)
@DATA
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="放在这个目录，名字自己起")
@JSON
@click.pass_obj
def backup_command(clock: Clock, file: Path | None, data: Path, folder: Path | None, as_json: bool) -> None:
    """备份整个卫生院（数据、证书和密钥），加密，写完读一遍核对。服务开着也可以做。

    不写 FILE 也不写 --to，就放在数据目录的 backups 里。
    """
    if file is not None and folder is not None:
        raise click.UsageError("FILE 和 --to 只写一个")
    now = clock()
    with closing(open_store(data)) as store:
        path = file or (folder or data / backup.FOLDER) / backup.name_at(now)
        made = backup.backup(store, path, now)
        outcome = plan.Outcome(now.isoformat(timespec="seconds"), str(made.path.absolute()), made.size, made.changes)
        with store.write() as session:
            plan.note(session, outcome)
            audit.note(session, None, "backup", entity="township", entity_id="", now=now)
    _say(
        {"file": str(made.path), "bytes": made.size, "changes": made.changes, "verified": True},
        f"已备份并核对：{made.path}（{made.size:,} 字节，{made.changes} 条上报）。",
        as_json,
    )


@click.command("backup-plan")
@DATA
@click.option("--at", type=TYPED, help="每天几点备份，如 02:30")
@click.option("--second", type=TYPED, help="再抄一份到这个目录（另一块盘）；写空的就不抄")
@JSON
@click.pass_obj
def plan_command(clock: Clock, data: Path, at: str | None, second: str | None, as_json: bool) -> None:
    """看或改每天的自动备份。它随服务运行，留 7 天、4 周、12 个月。"""
    with closing(open_store(data)) as store, store.write() as session:
        problems = plan.change(session, at, second)
        if problems:
            raise Refused(problems[0].code, problems[0].text)
        if at is not None or second is not None:
            audit.note(session, None, "backup_plan", entity="township", entity_id="", now=clock())
        agreed = plan.plan(session)
    copied = f"，再抄一份到 {agreed.second}" if agreed.second else ""
    shut = "" if system.lets_write(agreed.second) else "服务现在还写不了那里：再运行一次 setup，都按回车。"
    _say(asdict(agreed), f"每天 {agreed.at} 备份{copied}。{shut}", as_json)


@click.command("restore", short_help="用备份恢复，到空目录，或替换现在的（另放一边，不删）。")
@click.argument("file", type=FILE)
@DATA
@click.option("--database", "server", type=TYPED, default="", help="恢复到这个 PostgreSQL 数据库，不写密码")
@click.option("--accept-loss", is_flag=True, help="现在的资料比备份多也恢复；现在的会另放一边")
@JSON
@click.pass_obj
def restore_command(clock: Clock, file: Path, data: Path, server: str, accept_loss: bool, as_json: bool) -> None:
    """用备份恢复，到空目录，或替换现在的（另放一边，不删）。先停下服务。恢复码取自 VCLINIC_RECOVERY_CODE，没有就询问。

    恢复后各村照常上报：卫生院忘了的会自动再报一次，不丢也不重。
    """
    try:
        file.open("rb").close()
    except PermissionError as fault:
        raise WorldFault(
            "unreadable", f"读不了 {file}。请把备份拷到服务用的用户读得到的地方，例如 /srv，再做一次。"
        ) from fault
    except OSError:
        pass  # said by whoever reads it
    code = os.environ.get(CODE, "")
    if not code and sys.stdin.isatty():
        code = str(click.prompt("恢复码（在原来的机器上可以直接回车）", default="", show_default=False, err=True))
    report = restore.restore(data, file, code, clock(), server=server, accept_loss=accept_loss)
    kept = f"原来的另放在 {report.kept}，没有删除。" if report.kept else ""
    _say(
        {"township": report.township, "made_at": report.made_at, "changes": report.counts.get("inbox", 0),
         "lost": report.lost, "kept": report.kept},
        f"已恢复：{report.township}，{report.made_at[:16].replace('T', ' ')} 的备份。{kept}",
        as_json,
    )  # fmt: skip


@click.command("check")
@DATA
@JSON
def check_command(data: Path, as_json: bool) -> None:
    """检查数据库文件、每份资料和它的上报、上报次序、编号和通知。有问题退出码是 1。"""
    with closing(open_store(data)) as store:
        report = check.check(store)
    rows = sum(report.counts.values())
    _say(
        {"problems": list(report.problems), "counts": report.counts},
        "\n".join(report.problems) or f"没有问题，共 {rows} 行。",
        as_json,
    )
    if report.problems:
        raise click.exceptions.Exit(1)


@click.command("upgrade")
@DATA
@JSON
@click.pass_obj
def upgrade_command(clock: Clock, data: Path, as_json: bool) -> None:
    """把旧版本程序的数据升级到本程序：先备份，再加密、改表。没有恢复码的给一个，请打印保管。"""
    code = ""
    if not recovery.is_drawn(data) and any((data / name).exists() for name in ("township.sqlite3", "database.url")):
        code = recovery.draw(data)
    report = upgrade.upgrade(data, clock())
    lines = [f"改表：{'、'.join(report.steps)}。" if report.steps else "表已经是最新的，没有改。"]
    if report.backup is not None:
        lines.insert(0, f"已先备份到 {report.backup}。")
    if report.encrypted:
        lines.insert(0, "数据库文件原来没有加密，现在加密了。")
    if code:
        lines.append(f"恢复码（只显示这一次，请打印保管）：{code}")
    told = {"steps": list(report.steps), "backup": str(report.backup or ""), "encrypted": report.encrypted}
    _say(told | ({"recovery_code": code} if code else {}), "\n".join(lines), as_json)


@click.command("recovery-code")
@DATA
@JSON
@click.pass_obj
def code_command(clock: Clock, data: Path, as_json: bool) -> None:
    """给一个新的恢复码：以后的备份用它打开，以前的备份还用以前的。"""
    with closing(open_store(data)) as store:
        code = recovery.draw(data)
        with store.write() as session:
            audit.note(session, None, "recovery_code", entity="township", entity_id="", now=clock())
    _say({"recovery_code": code}, f"恢复码（只显示这一次，请打印保管）：{code}", as_json)


COMMANDS = (
    backup_command, plan_command, restore_command, check_command, upgrade_command, code_command,
)  # fmt: skip


def _say(document: dict[str, Any], said: str, as_json: bool) -> None:
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else said)
