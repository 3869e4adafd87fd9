"""`vclinic-township updates`: newer clinic programs put here for the clinics, looked at, taken away."""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from sync.server.care_cli import DATA, JSON
from sync.server.database.store import Clock, open_store
from sync.server.staff import audit
from sync.server.updates import releases
from vclinic.delivery.manifest import Manifest
from vclinic.usage import TYPED


@click.group("updates")
def updates() -> None:
    """给各村卫生室的新版本程序。"""


@updates.command("add")
@click.argument("folder", type=click.Path(path_type=Path))
@DATA
@JSON
@click.pass_obj
def add(clock: Clock, folder: Path, data: Path, as_json: bool) -> None:
    """核对文件夹里更新包的签名，放到这里。各村从下一次查看起能取到；装不装、什么时候装由村里定。"""
    with closing(open_store(data)) as store:
        manifest = releases.add(data, folder)
        with store.write() as session:
            audit.note(
                session, None, "update_added", entity="township", entity_id="", now=clock(), detail=manifest.version
            )
    _say([manifest], f"签名核对过了，已放上：{_line(manifest)}", as_json)


@updates.command("list")
@DATA
@JSON
def show(data: Path, as_json: bool) -> None:
    """现在放着的，新的在前。签名不对或不完整的不算。"""
    open_store(data).close()
    kept = [release.manifest for release in releases.everything(data)]
    _say(kept, "\n".join(map(_line, kept)) or "没有放着新版本。", as_json)


@updates.command("remove")
@click.argument("version", type=TYPED)
@DATA
@JSON
@click.pass_obj
def remove(clock: Clock, version: str, data: Path, as_json: bool) -> None:
    """不再给各村这个版本。已经取走的不受影响。"""
    with closing(open_store(data)) as store:
        gone = releases.remove(data, version)
        with store.write() as session:
            audit.note(session, None, "update_removed", entity="township", entity_id="", now=clock(), detail=version)
    _say(gone, f"不再给各村 {version} 了。", as_json)


def _line(manifest: Manifest) -> str:
    return (
        f"{manifest.version}（{manifest.released}，序号 {manifest.sequence}，{manifest.size / 1e6:.1f} MB，"
        f"可以从 {manifest.min_from_version} 起更新）"
    )


def _say(manifests: list[Manifest], said: str, as_json: bool) -> None:
    document = {"updates": [asdict(manifest) for manifest in manifests]}
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else said)
