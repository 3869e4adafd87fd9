"""Source tables as they are read, and their sentences as they are printed."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

_HAN = "[\u4e00-\u9fff]"
_FULL_WIDTH_MARKS = str.maketrans("(),;:", "（），；：")


def rows(source: Path, name: str) -> list[dict[str, str]]:
    """One source table; ATC columns never leave it."""
    with (source / name).open(encoding="utf-8", newline="") as file:
        return [{key: value for key, value in row.items() if not key.startswith("atc")} for row in csv.DictReader(file)]


def picked(source: Path, name: str, columns: Iterable[str]) -> list[list[str]]:
    """Some columns of a table."""
    wanted = list(columns)
    return [[row[column] for column in wanted] for row in rows(source, name)]


def spaced(strength: str) -> str:
    """A strength as people read it: 5mg → 5 mg."""
    return re.sub(r"(\d)(mg|g|ml|μg|µg|kg|万单位|单位|IU)", r"\1 \2", strength)


def polished(text: str) -> str:
    """A sentence of the tables as it is printed: full-width marks, a space between 汉字 and figures or letters, units
    apart from their figures (辛伐他汀每日不超过20mg → 辛伐他汀每日不超过 20 mg)."""
    text = re.sub(r"\"([^\"]*)\"", r"“\1”", text).translate(_FULL_WIDTH_MARKS)
    text = re.sub(r"(\d)(mg|g|ml|mL|μg|µg|kg|mmol|μmol|mmHg|kcal|IU)(?![a-z])", r"\1 \2", text)
    text = re.sub(f"({_HAN})([A-Za-z0-9<>≥≤])", r"\1 \2", text)
    return re.sub(f"([A-Za-z0-9%]|℃)({_HAN})", r"\1 \2", text)
