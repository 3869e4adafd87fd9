"""Tables as files: .csv for every program, .xlsx for people, .jsonl for machines. A half-written file is never left."""

import csv
import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from vclinic.domain.problem import Refused, WorldFault
from vclinic.forms.xlsx import write_sheet

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # full-width ones are formulas too where the spreadsheet is Chinese


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table by the ending of ``path``.

    Raises:
        Refused: ``unknown_ending``. WorldFault: ``not_written``; an earlier file stays as it was.
    """
    writers = {".csv": _csv, ".jsonl": _jsonl, ".xlsx": _xlsx}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise Refused("unknown_ending", f"不会写“{path.suffix}”这种文件，请用 .xlsx、.csv 或 .jsonl 结尾。")
    with _fresh(path) as fresh:
        writer(fresh, columns, rows)


def write_documents(path: Path, documents: Iterable[Mapping[str, Any]]) -> None:
    """Write a document a line, for programs.

    Raises:
        WorldFault: ``not_written``; an earlier file stays as it was.
    """
    with _fresh(path) as fresh, fresh.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for document in documents:
            _line(file, document)


@contextmanager
def _fresh(path: Path) -> Generator[Path]:
    """The file to write into; it takes the place of ``path`` when it is whole."""
    fresh = path.with_name(f"{path.name}.part")
    try:
        yield fresh
        fresh.replace(path)
    except OSError as fault:
        raise WorldFault("not_written", f"文件 {path.name} 没有写成，请检查磁盘空间，或关闭正打开它的程序。") from fault
    finally:
        with suppress(OSError):  # whatever happened, nothing half-written stays
            fresh.unlink(missing_ok=True)


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe; numbers and signs of numbers stay."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _number(value):
        return f"'{value}"
    return value


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([harmless(column) for column in columns])
        writer.writerows([harmless(_flat(value)) for value in row] for row in rows)


def _jsonl(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for row in rows:
            _line(file, dict(zip(columns, row, strict=True)))


def _line(file: TextIO, document: Mapping[str, Any]) -> None:
    file.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")


def _xlsx(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    write_sheet(path, chain([columns], ([_flat(value) for value in row] for row in rows)))


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
