"""A newer program from a stick: believed by its signature, taken over whole, and the data backed up before anybody installs."""

from pathlib import Path

import click

from vclinic import __version__
from vclinic.cli.call import Call, global_options, with_call
from vclinic.domain.problem import Expected
from vclinic.resources import resource

KEYS = resource("delivery", "keys.json")


@click.group("update")
def update() -> None:
    """程序更新。"""


@update.command("from")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--look", is_flag=True, help="只看更新包里是什么，能不能装；不要密码")
@global_options
@with_call
def from_folder(call: Call, folder: Path, look: bool) -> None:
    """核对 U 盘上更新包的签名，取到本机，备份资料，然后告诉您运行哪个文件。"""
    from vclinic.delivery.fetching import UPDATES, Folder, fetch, seen
    from vclinic.delivery.manifest import accept, keys_of, read
    from vclinic.storage.steps import KNOWN

    source, place = Folder(folder), call.data / UPDATES
    manifest = read(*source.manifest(), keys_of(KEYS.read_text("utf-8")))
    accept(manifest, installed=__version__, schema=len(KNOWN), seen=seen(place))
    offer = {
        "version": manifest.version,
        "installed": __version__,
        "released": manifest.released,
        "size": manifest.size,
        "notes": manifest.notes_zh,
    }
    told = f"新版本 {manifest.version}（{manifest.released}），现在用的是 {__version__}。\n{manifest.notes_zh}"
    if look:
        call.say(offer, told)
        return
    backed_up = _back_up(call, manifest.version)
    setup = fetch(source, manifest, place)
    call.say(
        {**offer, "setup": str(setup), "backup": str(backed_up)},
        f"{told}\n资料已备份：{backed_up}\n签名核对过了。请关掉村医工作站，再运行 {setup}",
    )


def _back_up(call: Call, version: str) -> Path:
    """A backup of its own, that no rotation takes away: the way back if the new program disappoints.

    Raises:
        Expected: it could not be made; nothing was fetched then.
    """
    from vclinic.files.backup_rotation import STAMP
    from vclinic.services.backup import backup
    from vclinic.storage.backup_file import SUFFIX
    from vclinic.storage.file_names import BACKUPS

    station = call.station
    place = station.store.data_dir / BACKUPS
    try:
        place.mkdir(exist_ok=True)
    except OSError as fault:
        raise Expected("no_backup", "备份没有做成，所以没有更新。请检查磁盘空间和权限。") from fault
    return backup(station, place / f"vclinic-before-{version}-{station.clock.now():{STAMP}}{SUFFIX}").path
