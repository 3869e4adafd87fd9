"""Visits judged line by line, without a store."""

from pathlib import Path

import click

from vclinic.cli.call import as_text, global_options
from vclinic.domain.problem import WorldFault


@click.command("assess")
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
