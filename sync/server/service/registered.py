"""The service as it is registered with Windows, by the lines a technician could type (sc.exe, icacls, net).

It runs as an account of its own that only the data directory is opened to, begins with the machine, and is begun again five
seconds after it failed. The system and its administrators are written by number, because their names are translated.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sync.server.service.windows import NAME
from vclinic.domain.problem import Refused, WorldFault

ACCOUNT = f"NT SERVICE\\{NAME}"
VERB = ("service", "run", "--settings")  # and the settings' file: what Windows begins
SHOWN = "村医工作站 乡镇卫生院服务"
DESCRIPTION = "接收村卫生室上报，供审核。停了以后村里照常记录，开始以后再报。"
_TRIES = 30  # seconds
_NO_SUCH, _MARKED, _NOT_ALLOWED = 1060, 1072, 5
_ALWAYS = ("*S-1-5-18", "*S-1-5-32-544")


def command(python: Path, packages: Path, file: Path) -> list[str]:
    """What Windows runs.

    Args:
        python: the interpreter that every account of the machine may run.
        packages: where our packages lie; a `__main__.py` there is what the package of Windows begins with.
        file: the settings.
    """
    begin = [str(packages)] if (packages / "__main__.py").is_file() else ["-m", "sync.server"]
    return [str(python), "-X", "utf8", *begin, *VERB, str(file)]


def lines(program: Sequence[str], data: Path, others: Sequence[Path]) -> list[list[str]]:
    """What registers the service, in this order.

    Args:
        others: further directories it writes in: the backups' second place, where its last words are kept.
    """
    begun = subprocess.list2cmdline(program)
    kind = ["type=", "own", "start=", "auto", "obj=", ACCOUNT, "DisplayName=", SHOWN]
    own = f"{ACCOUNT}:(OI)(CI)M"
    again = ["reset=", "86400", "actions=", "restart/5000/restart/5000/restart/5000"]
    return [
        ["sc", "create", NAME, "binPath=", begun, *kind],
        ["sc", "description", NAME, DESCRIPTION],
        ["sc", "failure", NAME, *again],
        ["icacls", str(data), "/inheritance:r", "/grant:r", *(f"{who}:(OI)(CI)F" for who in _ALWAYS), own, "/Q"],
        *(["icacls", str(folder), "/grant", own, "/Q"] for folder in others),
    ]


def install(program: Sequence[str], data: Path, others: Sequence[Path] = ()) -> None:
    """Register the service in place of one that is, and begin it.

    Raises:
        Refused: ``not_windows``, ``not_allowed``.
        WorldFault: ``not_registered``.
    """
    _only_on_windows()
    if run(["sc", "query", NAME]) == 0:
        remove()
        _until_gone()
    for line in lines(program, data, others):
        code = run(line)
        if code == _NOT_ALLOWED:
            raise Refused("not_allowed", "登记服务要有管理员的权利：请用“以管理员身份运行”打开命令提示符，再运行一次。")
        if code == _MARKED:
            raise WorldFault("not_registered", "原来的服务还没有删完。请关掉“服务”窗口，或者重新启动电脑，再运行一次。")
        if code:
            raise WorldFault("not_registered", f"服务没有登记上（{line[0]} {line[1]}，{code}）。")
    run(["sc", "failureflag", NAME, "1"])  # an end with an error is a failure too; without it (Wine) only a crash is
    run(["net", "start", NAME])  # whether it began is seen by what it does


def remove() -> None:
    """Stop the service and take it off the register; the data stay.

    Raises:
        Refused: ``not_windows``, ``not_allowed``, ``no_service``.
        WorldFault: ``not_removed``.
    """
    _only_on_windows()
    run(["net", "stop", NAME])
    code = run(["sc", "delete", NAME])
    if code == _NO_SUCH:
        raise Refused("no_service", "没有登记过这个服务。")
    if code == _NOT_ALLOWED:
        raise Refused("not_allowed", "删除服务要有管理员的权利：请用“以管理员身份运行”打开命令提示符，再运行一次。")
    if code:
        raise WorldFault("not_removed", f"服务没有删掉（{code}）。")


def _until_gone() -> None:
    """The register keeps a service until its process has ended and nobody looks at it."""
    for _ in range(_TRIES):
        if run(["sc", "query", NAME]):
            return
        time.sleep(1)


def run(line: Sequence[str]) -> int:
    """One of the system's programs, to its end; its exit code."""
    return subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode


def _only_on_windows() -> None:
    if sys.platform != "win32":
        raise Refused("not_windows", "service 只用于 Windows。Linux 上 setup 已经登记好服务，见 systemctl。")
