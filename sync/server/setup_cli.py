"""`vclinic-township setup`: five questions, a township, a service that begins with the machine. Running it again changes
the answers and keeps the data."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import click

from sync.server.care import plan
from sync.server.database import address as database_address
from sync.server.database.store import FILE, Clock, open_store
from sync.server.serving import sockets
from sync.server.setup import answers, founding, owner as owners, settings as kept, system
from sync.server.setup.answers import Administrator, Answers
from sync.server.setup.owner import Owner
from sync.server.setup.settings import FILES, OWN, PROXY, Settings
from sync.server.staff import audit
from vclinic.domain.problem import Expected, Problem, Refused
from vclinic.domain.typed import line
from vclinic.usage import password as asked_password

T = TypeVar("T")
_CODE = "备份用的恢复码（只显示这一次，请打印，锁在服务器以外的地方）："
_KINDS = {"1": OWN, "2": FILES, "3": PROXY}


@click.command("setup")
@click.option(
    "--answers",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="不提问，回答在这个 JSON 文件里（写法见安装说明最后一节）",
)
@click.option("--json", "as_json", is_flag=True, help="标准输出只有一个 JSON 对象")
@click.pass_obj
def setup_command(clock: Clock, file: Path | None, as_json: bool) -> None:
    """装好以后运行一次：回答五个问题，建立卫生院，开始服务。再运行一次就是改回答，数据都在。"""
    place = kept.place()
    owner = owners.service_owner() if place == kept.SYSTEM else None  # settings elsewhere are for whoever set up
    if file is None and not sys.stdin.isatty():
        raise Refused("nobody_to_ask", "没有人可以问：请在终端里运行，或用 --answers 给一个回答的文件。")
    given = answers.from_file(file) if file is not None else _ask(place, owner)
    settings = given.settings
    if settings.given is not None and (lacking := owners.unreadable(settings.given, owner)):
        raise Refused("unreadable", f"服务用的用户读不到 {lacking[0]}。请让 {owners.NAME} 用户可以读它。")
    owners.give(settings.data, owner)
    if given.second:
        owners.let_write(Path(given.second), owner)
    with owners.acting_as(owner):
        for problem in plan.problems(given.at, given.second):
            raise Refused(problem.code, problem.text)
        code = _township(given, clock)
    program = _program()
    started = owner is not None and system.runs_here()
    with _code_in_any_case(code):
        with owners.acting_as(owner):
            name = _backups(given, clock)
        kept.write(place, settings)
        if started:
            system.hand_over(settings, program, place, given.second)
    url = sockets.url(settings.address, 443 if settings.certificate == PROXY else settings.port, secure=True)
    typed = program if owner is None else Path(shutil.which(owners.NAME) or program)  # which becomes the service's user
    by_hand = "" if started else system.by_hand(typed, place)
    document = {"township": name, "data": str(settings.data), "url": url, "settings": str(place), "started": started}
    if code:
        document["recovery_code"] = code
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else _told(name, url, code, place, by_hand))


@contextmanager
def _code_in_any_case(code: str) -> Generator[None]:
    """What goes wrong after the township was made does not swallow its recovery code, which nobody shows again."""
    try:
        yield
    except Expected:
        if code:
            click.echo(f"{_CODE}{code}", err=True)
        raise


def _township(given: Answers, clock: Clock) -> str:
    """Make the township where there is none, or what a setup that was cut off left undone; its recovery code, "" where
    one was shown before."""
    data, first = given.settings.data, given.administrator
    there = _is_there(data)
    if there and not founding.lacks_administrator(data):
        return founding.finish(data, "", "", clock)
    if first is None:
        raise Refused("no_administrator", "这里还没有管理员，要有 administrator 这一项：卫生院名称、登录名和密码。")
    login, secret = line(first.login), first.password or asked_password()
    if there:
        return founding.finish(data, login, secret, clock)
    return founding.found(data, line(first.township), login, secret, clock)


def _backups(given: Answers, clock: Clock) -> str:
    """Agree on the nightly backup; returns the township's name."""
    with closing(open_store(given.settings.data)) as store, store.write() as session:
        if plan.plan(session) != plan.Plan(given.at, given.second):
            for problem in plan.change(session, given.at, given.second):
                raise Refused(problem.code, problem.text)
            audit.note(session, None, "backup_plan", entity="township", entity_id="", now=clock())
        return store.name


def _is_there(data: Path) -> bool:
    try:
        return (data / FILE).exists() or database_address.read(data) is not None
    except PermissionError:
        return False  # said by whoever opens it


def _program() -> Path:
    """The command as the service will call it: as it was called now, so that an upgrade's link is kept."""
    called = Path(sys.argv[0])
    if called.name == owners.NAME and called.is_file():
        return called.absolute()
    return Path(shutil.which(owners.NAME) or called).absolute()


def _told(name: str, url: str, code: str, place: Path, by_hand: str) -> str:
    lines = [f"{name} 已设好。设置写在 {place}，要改就再运行一次 setup。"]
    if code:
        lines.append(f"{_CODE}{code}")
    lines.append(by_hand or "服务已开始，开机自动运行。")
    lines.append(f"接着在浏览器打开 {url} 登录，到 村卫生室 给每个村打印接入单。")
    return "\n".join(lines)


# --- asking at a terminal -----------------------------------------------------------------------------------------------


def _ask(place: Path, owner: Owner | None) -> Answers:
    """The five questions, each with a default; what was answered before is the default of the next time."""
    before = _before(place)
    usual = system.usual_data(owner)
    click.echo("五个问题，直接回车就用方括号里的。", err=True)
    data = _until_right("1/5 数据放在哪里", str(before.data if before else usual), answers.data_place)
    host = before.address if before else sockets.reached_by("0.0.0.0")[0]  # noqa: S104  asked about, not bound
    port = "" if before is None or before.port == answers.USUAL_PORT[before.certificate] else f":{before.port}"
    reached = _until_right("2/5 村卫生室用哪个地址连这台电脑（固定的 IP 或域名）", f"{host}{port}", answers.address)
    proof = _ask_certificate(before)
    settings = answers.put_together(data, reached, proof)
    first = None
    with owners.acting_as(owner):
        ready = _is_there(data) and not founding.lacks_administrator(data)
    if ready:
        click.echo("4/5 管理员：这里已经有卫生院，人员照旧。", err=True)
    else:
        first = _ask_administrator()
    at, second = _ask_backup(data, owner)
    return Answers(settings, first, at, second)


def _before(place: Path) -> Settings | None:
    try:
        return kept.read(place)
    except Expected:
        return None


def _ask_certificate(before: Settings | None) -> tuple[str, Path | None, Path | None]:
    click.echo("3/5 证书：1 自己做的，不用买；2 有公共证书的文件；3 前面有代理（Caddy、nginx）负责加密", err=True)
    number = next((number for number, kind in _KINDS.items() if before and kind == before.certificate), "1")

    def read(text: str) -> str | Problem:
        return _KINDS.get(line(text)) or Problem("certificate", "unknown_code", "请输 1、2 或 3。")

    while True:
        kind = _until_right("    选哪个", number, read)
        if kind != FILES:
            return kind, None, None
        cert = _prompt("    证书文件（PEM，含中间证书）", str(before.cert or "") if before else "")
        key = _prompt("    密钥文件（PEM）", str(before.key or "") if before else "")
        answer = answers.certificate(kind, cert, key)
        if not isinstance(answer, Problem):
            return answer
        click.echo(answer.text, err=True)


def _ask_administrator() -> Administrator:
    def right(field: str, name: str, login: str) -> str | Problem:
        wrong = founding.problems(name, login, "")
        return next((problem for problem in wrong if problem.field == field), None) or (
            name if field == "name" else login
        )

    name = _until_right("4/5 卫生院的名称", "", lambda text: right("name", line(text), "admin"))
    login = _until_right("    第一个管理员的登录名", "admin", lambda text: right("login", name, line(text)))
    while True:
        secret = asked_password(confirm=True)
        wrong = founding.problems(name, login, secret)
        if not wrong:
            return Administrator(name, login, secret)
        if "VCLINIC_PASSWORD" in os.environ:  # asking again would read the same
            raise Refused(wrong[0].code, wrong[0].text)
        click.echo(wrong[0].text, err=True)


def _ask_backup(data: Path, owner: Owner | None) -> tuple[str, str]:
    agreed = plan.Plan()
    if _is_there(data):
        with owners.acting_as(owner), closing(open_store(data)) as store, store.read() as session:
            agreed = plan.plan(session)

    def night(text: str) -> str | Problem:
        return next((problem for problem in plan.problems(line(text), None)), None) or line(text)

    def folder(text: str) -> str | Problem:
        place = "" if text.strip() in ("", "-") else text.strip()
        if Path(place).is_absolute():
            owners.let_write(Path(place), owner)
        with owners.acting_as(owner):
            return next((problem for problem in plan.problems(None, place)), None) or place

    at = _until_right("5/5 每天几点备份", agreed.at, night)
    return at, _until_right("    再抄一份到哪里（另一块盘的文件夹，不要就输 -）", agreed.second or "-", folder)


def _until_right(question: str, usual: str, read: Callable[[str], T | Problem]) -> T:
    while True:
        answer = read(_prompt(question, usual))
        if not isinstance(answer, Problem):
            return answer
        click.echo(answer.text, err=True)


def _prompt(question: str, usual: str) -> str:
    return str(click.prompt(question, default=usual or None, err=True))
