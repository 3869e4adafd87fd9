"""Tables and lines for others."""

from pathlib import Path

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.usage import TYPED


@click.command("export", short_help="导出居民、随访、发药等到 .csv、.xlsx 或 .jsonl。")
@click.argument("kind", type=TYPED)
@click.argument("file", type=click.Path(path_type=Path))
@global_options
@with_call
def export(call: Call, kind: str, file: Path) -> None:
    """导出 residents、follow-ups、dispensings、changes 等到 .csv、.xlsx（给人看）或 .jsonl（给程序读）。"""
    from vclinic.services.export import export as export_table

    count = export_table(call.station, kind, file)
    call.say({"rows": count, "file": str(file)}, f"已导出 {count} 行到 {file}。")
