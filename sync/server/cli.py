"""`vclinic-township`: set up, serve, pair clinics, look and export, with the functions the console's pages use."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from sync.protocol.errors import ProtocolError
from sync.server import care_cli, identity, serve, service_cli, setup_cli, updates_cli
from sync.server.care import health, plan
from sync.server.console import sheet as sheets, sheet_pdf
from sync.server.database import address as database_address, file_key
from sync.server.database.store import Clock, open_store
from sync.server.devices import invitation, pairing
from sync.server.intake import packages
from sync.server.reports import exports, status
from sync.server.review import looking
from sync.server.setup import founding, settings
from sync.server.staff import accounts, audit, auth
from vclinic.domain.dates import beijing_day
from vclinic.domain.problem import Expected, Problem, Refused, WorldFault
from vclinic.usage import TYPED, TypedChoice, password as asked_password, speak_chinese, usage_sentence

DATA = care_cli.DATA
JSON = click.option("--json", "as_json", is_flag=True, help="标准输出只有一个 JSON 对象")


def main(arguments: Sequence[str], clock: Clock) -> int:
    """Run one command. 0 done, 1 refused with a sentence on stderr, 2 wrong usage."""
    speak_chinese()
    try:
        done = township.main(args=list(arguments), prog_name="vclinic-township", standalone_mode=False, obj=clock)
    except Expected as fault:
        click.echo(fault.sentence, err=True)
        return 1
    except click.exceptions.Exit as fault:
        return fault.exit_code
    except click.exceptions.NoArgsIsHelpError as fault:
        fault.show()
        return 2
    except click.UsageError as fault:
        click.echo(usage_sentence(fault, "vclinic-township"), err=True)
        return 2
    except click.Abort:
        click.echo("没有做：中途停下了。", err=True)
        return 1
    except (BrokenPipeError, KeyboardInterrupt):
        return 1
    return done if isinstance(done, int) else 0  # click hands over the code of its Exit


@click.group()
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar=file_key.VARIABLE,
    help="数据库密钥文件，不放在数据目录里的时候用（也可设 VCLINIC_TOWNSHIP_KEY_FILE）",
)
@click.pass_context
def township(context: click.Context, key_file: Path | None) -> None:
    """乡镇卫生院：接收村卫生室上报，审核随访。"""
    if key_file is not None:  # for this command and the processes it begins
        context.with_resource(file_key.standing_at(key_file))


for command in (*care_cli.COMMANDS, setup_cli.setup_command, service_cli.service, updates_cli.updates):
    township.add_command(command)


@township.command()
@DATA
@click.option("--name", type=TYPED, required=True, help="卫生院名称")
@click.option("--admin", type=TYPED, required=True, help="管理员登录名")
@click.option(
    "--database-url",
    "--database",
    "server",
    type=TYPED,
    default="",
    help="空的 PostgreSQL 数据库，如 postgresql://用户@主机/库名，不写密码",
)
@JSON
@click.pass_obj
def init(clock: Clock, data: Path, name: str, admin: str, server: str, as_json: bool) -> None:
    """新建一个卫生院的数据目录和管理员。密码取自 VCLINIC_PASSWORD，没有就询问。

    数据存在目录里；用 --database-url 则存在 PostgreSQL，目录里只记它的地址（database.url）。数据库的密码取自 PGPASSWORD
    或 PGPASSFILE，也可以写进 database.url。
    """
    code = founding.found(data, name, admin, asked_password(confirm=True), clock, server=server)
    _say(
        {"township": name.strip(), "admin": admin, "recovery_code": code},
        f"已建立：{name.strip()}，管理员 {admin}。备份用的恢复码（只显示这一次，请打印保管）：{code}",
        as_json,
    )


def _as_set_up(context: click.Context, _option: click.Parameter, file: Path | None) -> None:
    """What the settings say is what is not typed."""
    if file is None:
        return
    wanted = settings.read(file)
    context.default_map = {
        "data": wanted.data,
        "host": wanted.host,
        "port": wanted.port,
        "cert": wanted.cert,
        "key": wanted.key,
        "tls": False if wanted.certificate == settings.PROXY else None,
        "allowed": [wanted.address],
    }


@township.command("serve")
@click.option(
    "--settings",
    type=click.Path(path_type=Path, dir_okay=False),
    is_eager=True,
    expose_value=False,
    callback=_as_set_up,
    help="setup 写的设置文件；另外写的选项优先",
)
@DATA
@click.option("--host", type=TYPED, default="127.0.0.1", show_default=True, help="0.0.0.0 是这台电脑的所有地址")
@click.option("--port", type=click.IntRange(0, 65535), default=8650, show_default=True, help="0 由系统选")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="几个进程；PostgreSQL 才有用")
@click.option(
    "--database-url", "server", type=TYPED, default="", help="核对数据目录用的是这个 PostgreSQL 数据库，不写密码"
)
@click.option("--cert", type=click.Path(path_type=Path, dir_okay=False), help="公共证书（PEM，含中间证书）")
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False), help="证书的密钥（PEM）")
@click.option("--tls/--no-tls", default=None, help="加密与否；不写时只有 127.0.0.1 不加密")
@click.option("--allowed-host", "allowed", type=TYPED, multiple=True, help="另外还叫这个名字或地址，可写多次")
@click.option("--ready-file", type=click.Path(path_type=Path, dir_okay=False), help="能接受请求后写入真实地址")
@click.pass_obj
def serve_township(
    clock: Clock,
    data: Path,
    host: str,
    port: int,
    workers: int,
    server: str,
    cert: Path | None,
    key: Path | None,
    tls: bool | None,
    allowed: tuple[str, ...],
    ready_file: Path | None,
) -> None:
    """开始服务，直到停止（Ctrl+C）。

    给别的电脑用时一律加密，证书是 init 时自己做的，到期前自己换；有公共证书就用 --cert 和 --key。

    数据在哪里，记在数据目录里（init 时定）；写了 --database-url 就先核对，不一样不开始。数据库的密码取自 PGPASSWORD
    或 PGPASSFILE，也可以写进 database.url。
    """
    if (cert is None) != (key is None):
        raise click.UsageError("--cert 和 --key 要一起给")
    if server:
        database_address.require(data, server)
    given = (cert, key) if cert is not None and key is not None else None
    wanted = serve.Wanted(
        host=host, port=port, ready_file=ready_file, secure=tls, given=given, allowed=allowed, workers=workers
    )
    try:
        serve.run(data, clock, wanted)
    except KeyboardInterrupt:  # the way to stop it that its first line names
        click.echo("卫生院服务已停止。", err=True)


@township.command("enrol-code")
@DATA
@click.option("--clinic", type=TYPED, required=True, help="村卫生室名称")
@click.option("--village", type=TYPED, required=True, help="12 位村代码")
@click.option(
    "--url", type=TYPED, default="", help="给村卫生室的地址，如 https://192.168.1.8:8650；不写时用上次 serve 的"
)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="把接入单写成文件，打印给村卫生室：.pdf 是 PDF，别的是网页",
)
@JSON
@click.pass_obj
def enrol_code(
    clock: Clock, data: Path, clinic: str, village: str, url: str, sheet: Path | None, as_json: bool
) -> None:
    """给一个村卫生室一次性的接入码和接入文字，72 小时内有效。"""
    _refuse(pairing.check_clinic(clinic, village))
    address, fingerprint = invitation.address(data, clock(), url)
    with closing(open_store(data)) as store, store.write() as session:
        code = pairing.new_code(session, clinic, village, "", clock())
        audit.note(session, None, "enrol_code", entity="clinic", entity_id=village, now=clock())
        township = store.name
    made = invitation.Invitation(code, address, fingerprint)
    if sheet is not None:
        until = clock() + pairing.VALID_FOR
        if sheet.suffix.lower() == ".pdf":
            sheets.write(sheet, sheet_pdf.pdf(township, clinic.strip(), made, until, clock()))
        else:
            sheets.write(sheet, sheets.page(township, clinic.strip(), made, until).encode())
    _say(made.document(), f"{code}\n{made.pairing}", as_json)


@township.group()
def certificate() -> None:
    """卫生院自己的证书。"""


@certificate.command("show")
@DATA
@JSON
@click.pass_obj
def certificate_show(clock: Clock, data: Path, as_json: bool) -> None:
    """指纹和到期日。"""
    open_store(data).close()
    kept = identity.ready(data, clock())
    ends, authority_ends = (day.isoformat() for day in kept.ends())
    _say(
        {"fingerprint": kept.fingerprint, "server_until": ends, "authority_until": authority_ends},
        f"指纹 {kept.fingerprint}\n服务证书到 {ends}，到期前自己换；根证书到 {authority_ends}。",
        as_json,
    )


@certificate.command("renew")
@DATA
@click.option("--authority", is_flag=True, help="连根证书一起换；旧的给新的作保，各村不用重新接入")
@JSON
@click.pass_obj
def certificate_renew(clock: Clock, data: Path, authority: bool, as_json: bool) -> None:
    """现在就换证书。正在运行的服务一分钟内改用新的，各村不用做什么。"""
    with closing(open_store(data)) as store:
        identity.ready(data, clock())
        if authority:
            identity.renew_authority(data, clock())
        else:
            identity.renew_server(data, clock(), at_once=True)
        with store.write() as session:
            detail = "authority" if authority else "server"
            audit.note(session, None, "certificate", entity="township", entity_id="", now=clock(), detail=detail)
    kept = identity.load(data)
    _say(
        {"fingerprint": kept.fingerprint, "server_until": kept.ends()[0].isoformat()},
        f"已换证书，服务证书到 {kept.ends()[0].isoformat()}。"
        + ("根证书也换了，各村下一轮上报时跟上；请接着做一次备份。" if authority else ""),
        as_json,
    )


@township.group()
def staff() -> None:
    """审核人员。"""


@staff.command("add")
@DATA
@click.option("--login", type=TYPED, required=True, help="登录名")
@click.option("--name", type=TYPED, required=True, help="姓名")
@click.option(
    "--role",
    type=TypedChoice(sorted(auth.ROLES)),
    required=True,
    help="administrator 管理员：还管人员、村卫生室和备份；reviewer 审核员",
)
@JSON
@click.pass_obj
def staff_add(clock: Clock, data: Path, login: str, name: str, role: str, as_json: bool) -> None:
    """添加一个人。密码取自 VCLINIC_PASSWORD，没有就询问。"""
    password = asked_password(confirm=True)
    with closing(open_store(data)) as store, store.write() as session:
        made = accounts.add_staff(session, login, name, role=role, password=password, now=clock())
        if isinstance(made, list):
            _refuse(made)
        else:
            audit.note(session, None, "staff_added", entity="staff", entity_id=made.id, now=clock(), detail=made.role)
    _say({"login": login, "name": name, "role": role}, f"已添加：{name}，{auth.ROLES[role]}。", as_json)


@township.command("status")
@DATA
@JSON
@click.pass_obj
def show_status(clock: Clock, data: Path, as_json: bool) -> None:
    """现在的数目，和管理员该知道的。"""
    with closing(open_store(data)) as store, store.read() as session:
        totals = status.status(session)
        last, good = plan.last(session), plan.last_good(session)
        worries = health.worries(session, store, clock())
    kept = f"；上次备份 {good.at[:16].replace('T', ' ')}" if good is not None else "；还没有备份"
    text = f"{store.name}：待审核 {totals.to_review}，已退回 {totals.returned}，已通过 {totals.accepted}，未收下 {totals.refused}{kept}"
    backups = {"last": asdict(last) if last else None, "good": asdict(good) if good else None}
    _say(
        {"township": store.name} | asdict(totals) | {"backup": backups, "problems": worries},
        "\n".join([text, *worries]),
        as_json,
    )


@township.command()
@click.argument("kind", type=TypedChoice(sorted(exports.kinds())))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@DATA
@click.option("--clinic", "village", type=TYPED, default="", help="changes 的 .jsonl 只要这个村代码的")
@JSON
@click.pass_obj
def export(clock: Clock, kind: str, file: Path, data: Path, village: str, as_json: bool) -> None:
    """导出到 .csv、.xlsx（给人看）或 .jsonl（给程序读）。

    changes 的 .jsonl 和村卫生室的 vclinic export changes 写法一样，可以直接用 diff 比。
    """
    with closing(open_store(data)) as store:
        looking.catch_up(store, beijing_day(clock()))
        with store.read() as session:
            count = exports.write(session, kind, file, village)
        with store.write() as session:
            audit.note(session, None, "export", entity=kind, entity_id="", now=clock(), detail=str(count))
    _say({"rows": count, "file": str(file)}, f"已导出 {count} 行：{file}", as_json)


@township.group("package")
def stick() -> None:
    """没有网络的村卫生室用U盘上报。"""


@stick.command("in")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--receipts", type=click.Path(path_type=Path, dir_okay=False), required=True, help="回执写到这个文件")
@click.option("--revoked-too", is_flag=True, help="管理员已核对：停用的电脑也收")
@DATA
@JSON
@click.pass_obj
def package_in(clock: Clock, file: Path, receipts: Path, data: Path, revoked_too: bool, as_json: bool) -> None:
    """收一个上报包，写出要带回村里的回执；同一个包可以收几次。"""
    try:
        with closing(open_store(data)) as store, file.open("rb") as opened:
            known = identity.ready(data, clock())
            taken, back = packages.take_bytes(store, known, opened, now=clock(), staff=None, revoked_too=revoked_too)
        receipts.write_bytes(back)
    except ProtocolError as fault:
        raise Refused(fault.code, fault.text) from fault
    except OSError as fault:
        raise WorldFault(
            "unreadable", f"{Path(fault.filename or file).name} 读不了或写不了，请检查U盘再试。"
        ) from fault
    following = "后面还有一个文件，也要收。" if taken.more else ""
    text = (
        f"{taken.clinic}：共 {taken.changes} 条，收下 {taken.stored} 条，以前收过 {taken.duplicate} 条，"
        f"没收下 {taken.refused} 条。回执：{receipts}。{following}"
    )
    _say(asdict(taken) | {"receipts": str(receipts)}, text, as_json)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems[0].code, problems[0].text)


def _say(document: dict[str, Any], text: str, as_json: bool) -> None:
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else text)
