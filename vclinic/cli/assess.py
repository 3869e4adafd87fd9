"""Visits judged line by line, without a store."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from vclinic.cli.call import as_text, global_options
from vclinic.domain.problem import WorldFault
from vclinic.usage import TYPED


@click.command("assess")
@click.argument("kind", type=TYPED)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@global_options
def assess(kind: str, file: Path) -> None:
    """判断随访、检查处方、开健康处方：每行一个 JSON 进，每行一个 JSON 出；只用规则，不开数据库。"""
    for answer in _answers_of(kind)(_lines(file)):
        click.echo(as_text(answer))


def _lines(file: Path) -> Iterator[bytes]:
    """Faults of reading only: what goes wrong where the answers are written is no matter of this file."""
    try:
        with click.open_file(str(file), "rb") as lines:
            yield from lines
    except OSError as fault:
        raise WorldFault("unreadable", f"读不到文件 {file.name}，请检查它是否存在、是否被别的程序占用。") from fault


def _answers_of(kind: str) -> Callable[[Iterable[bytes]], Iterator[dict[str, Any]]]:
    """What judges lines of a kind.

    Raises:
        Refused: ``unknown_kind``.
    """
    from vclinic.diseases import rule_book
    from vclinic.rules.catalog import load_catalog

    if kind == "advice":
        from vclinic.services.assess_advice import advise_lines

        return lambda lines: advise_lines(lines, rule_book(), load_catalog())
    if kind == "prescription":
        from vclinic.services.assess_prescription import check_lines

        return lambda lines: check_lines(lines, load_catalog())
    from vclinic.services.assess_lines import assess_lines, kind_of

    disease = kind_of(kind)
    return lambda lines: assess_lines(lines, disease, rule_book())
