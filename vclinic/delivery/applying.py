"""A fetched update takes its place, and the former program comes back when the new one does not do.

The setup replaces the program's files whole or not at all and checks the new ones (docs/installer.md); here is what it does
not know: the data are backed up first, what was meant is written down (`plan`), and at each start the program that then
runs, old or new, finds out how it went. A power cut leaves at every moment a plan and one whole program, or neither a plan
nor a change.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from vclinic.delivery import plan as plans
from vclinic.delivery.fetching import is_whole
from vclinic.delivery.manifest import Manifest, same_version, setup_name
from vclinic.delivery.plan import Plan
from vclinic.delivery.runner import Runner
from vclinic.domain.problem import Refused, WorldFault

MOST_STARTS = 3
OWN_SETUP = "setup.exe"  # in the program's folder: the one that put it there
_NOT = "没有更新，还是原来的版本，资料没有变。"
_CODES = {
    1: "更新时有人按了取消。",
    2: "磁盘满了，或程序的文件夹写不进去。请清出空间再装。",
    3: "装的时候程序还开着，或文件被占用。请重新启动电脑再装。",
    4: "这台电脑上装着的版本更新。",
    5: "新版本要 64 位的 Windows 10 或更新的系统。",
    7: "新版本在这台电脑上自检没有通过，已经换回。请存支持包，联系技术支持。",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is said at a start. ``leave``: the program must not go on, it is being replaced."""

    sentence: str
    well: bool = False
    leave: bool = False


def begin(
    place: Path, manifest: Manifest, *, installed: str, program: Path, backup: Callable[[], Path], runner: Runner
) -> Plan:
    """Start the setup of a manifest that was accepted; the program has to be closed now.

    Args:
        place: the folder of updates. program: the folder of this program, which may hold its own setup.
        backup: makes the backup of the data; called when nothing else stands in the way.

    Raises:
        Refused: ``wrong_file``, the setup is not the one that was signed; ``update_under_way``.
        WorldFault: ``no_backup`` and what ``backup`` raises; ``not_started``. Nothing has changed then.
    """
    setup = place / manifest.setup
    if not is_whole(setup, manifest):
        raise Refused("wrong_file", "安装文件和签名的说明对不上，没有采用。请重新取一次。")
    if runner.at_work():
        raise Refused("update_under_way", "另一个安装程序正在进行，请等它结束。")
    made = backup()
    try:
        previous = _keep_own_setup(place, program, installed)
        plan = Plan(
            before=installed,
            after=manifest.version,
            setup=manifest.setup,
            previous=previous,
            backup=str(made),
            notes=manifest.notes_zh,
            stage="installing",
        )
        plans.write(place, plan)
        runner.start(setup, older=False)
    except OSError as fault:
        plans.drop(place)
        raise WorldFault("not_started", f"安装程序没有启动起来。{_NOT}请检查磁盘空间再试。") from fault
    return plan


def at_start(place: Path, installed: str, runner: Runner | None) -> Told | None:
    """Find out how an update went; called before anything else is loaded. None: nothing to say yet.

    A new program that came to its first page (`reached`) is believed; one that did not, three times, is put back.
    """
    plan = plans.read(place)
    if plan is None:
        return None
    if runner is not None and runner.at_work():
        return Told("正在更新程序，一两分钟就好，请等一会儿再打开。", leave=True)
    if same_version(installed, plan.after):
        return _new_one_runs(place, plan, runner)
    code = plans.result(place)
    if plan.stage == "installing" and code != 0:
        plans.drop(place)
        reason = _CODES.get(code, "") if code is not None else "更新被打断了，没有装完。"
        return Told(f"{reason}{_NOT}")
    if plan.stage != "putting_back":  # the new one was in its place, and somebody put the former one back by hand
        plans.write(place, replace(plan, stage="putting_back"))
    return Told(f"新版本 {plan.after} 用不了，已经换回 {plan.before}。登录后会核对资料。")


def _new_one_runs(place: Path, plan: Plan, runner: Runner | None) -> Told | None:
    starts = 0 if plan.stage == "installing" else plan.starts
    if plan.stage == "putting_back":
        plans.write(place, replace(plan, stage="trying", starts=0))
        return Told(f"没能换回 {plan.before}。请存支持包，联系技术支持；备份在 {plan.backup}。")
    if starts >= MOST_STARTS and runner is not None and plan.previous:
        put_back(place, runner)
        return Told(f"新版本 {plan.after} 一直打不开，正在换回 {plan.before}，请等一两分钟。", leave=True)
    plans.write(place, replace(plan, stage="trying", starts=starts + 1))
    return None


def reached(place: Path) -> None:
    """The program stands at its first page: starting is not what is wrong with it."""
    plan = plans.read(place)
    if plan is not None and plan.stage == "trying" and plan.starts:
        with suppress(OSError):  # on a full disk it counts as one start too many, which three allow for
            plans.write(place, replace(plan, starts=0))


def settled(place: Path, installed: str) -> Told | None:
    """The new program has opened the data: the update is over. The former setup stays beside the new one, others go."""
    plan = plans.read(place)
    if plan is None or plan.stage != "trying" or not same_version(installed, plan.after):
        return None
    plans.drop(place)
    for other in place.glob("vclinic-setup-*.exe"):
        if other.name not in (plan.setup, plan.previous):
            with suppress(OSError):  # a scanner may hold it; it goes after the next update
                other.unlink(missing_ok=True)
    return Told(f"已经更新到 {plan.after}。{plan.notes}", well=True)


def put_back(place: Path, runner: Runner) -> Plan:
    """Start the setup of the former version; the program has to be closed now. The data are looked at by the former
    program once it runs (`coming_back`).

    Raises:
        Refused: ``no_previous``, no setup of it was kept.
        WorldFault: ``not_started``; the plan is as it was.
    """
    plan = plans.read(place)
    if plan is None or not plan.previous or not (place / plan.previous).is_file():
        kept = f"更新前的备份在 {plan.backup}。" if plan is not None else ""
        raise Refused("no_previous", f"这台电脑上没有留着原来版本的安装程序，请联系技术支持。{kept}")
    try:
        plans.write(place, replace(plan, stage="putting_back"))
        runner.start(place / plan.previous, older=True)
    except OSError as fault:
        with suppress(OSError):
            plans.write(place, plan)
        raise WorldFault("not_started", "原来版本的安装程序没有启动起来，请再试一次，或重新启动电脑。") from fault
    return plan


def waits(place: Path, stage: plans.Stage) -> Plan | None:
    """The update that has come as far as ``stage``."""
    plan = plans.read(place)
    return plan if plan is not None and plan.stage == stage else None


def _keep_own_setup(place: Path, program: Path, installed: str) -> str:
    """The setup of the version that runs: it lies with the updates when it came as one, else in the program's folder."""
    name = setup_name(installed)
    if (place / name).is_file():
        return name
    own = program / OWN_SETUP
    if not own.is_file():
        return ""
    fresh = place / f"{name}.new"
    try:
        shutil.copyfile(own, fresh)
        fresh.replace(place / name)
    except OSError:
        with suppress(OSError):  # on a full disk the half of it is in everybody's way
            fresh.unlink(missing_ok=True)
        raise
    return name
