"""What may stand in the repository's files."""

import re
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT, tracked

BINARY = {".png", ".jpg", ".ico", ".pdf", ".xls", ".xlsx", ".gz", ".zst", ".db", ".ttf", ".otf", ".woff2"}
# Each is written in two halves, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(r"(?<![\w./-])/(work|root|t" + r"mp|home)/\w|[A-Z]:\\Us" + "ers")
REGISTRIES = re.compile("py" + r"pi\.org|python" + r"hosted|np" + r"mjs|deb" + r"ian\.org|docker" + r"\.io")
NOT_OUR_BUSINESS = re.compile(r"\bL" + r"LM\b|\bG" + r"PT\b|\bA" + r"I\b|chat" + "bot|人工" + "智能")


def text_files() -> list[Path]:
    """What people read; a dictionary of the wire is bytes without an ending."""
    return [path for path in tracked() if path.suffix.lower() not in BINARY and path.name != "dictionary"]


def hits(pattern: re.Pattern[str]) -> list[str]:
    listed: list[str] = []
    for path in text_files():
        if path.parent.name == "lock":
            continue  # hashes spell anything
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                listed.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    return listed


def test_the_repository_is_seen_at_all() -> None:
    names = {str(path.relative_to(ROOT)) for path in tracked()}
    assert {"Makefile", "pyproject.toml", "vclinic/__init__.py", "tests/test_house/test_files.py"} <= names


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (MACHINE_PATHS, "a machine's path"),
        (REGISTRIES, "a registry host"),
        (NOT_OUR_BUSINESS, "what does not belong here"),
    ],
    ids=["machine paths", "registry hosts", "other matters"],
)
def test_no_file_names(pattern: re.Pattern[str], what: str) -> None:
    assert not hits(pattern), f"{what} stands in:\n" + "\n".join(hits(pattern))


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATHS, "open('" + "/tm" + "p/x')"),
        (MACHINE_PATHS, "cd " + "/wo" + "rk/main"),
        (REGISTRIES, "https://py" + "pi.org/simple"),
        (NOT_OUR_BUSINESS, "written by an A" + "I"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_every_text_file_is_utf_8_with_unix_lines_and_a_last_newline() -> None:
    wrong: list[str] = []
    for path in text_files():
        data = path.read_bytes()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            wrong.append(f"{path.relative_to(ROOT)}: {error.reason} at byte {error.start}")
            continue
        if data.startswith(b"\xef\xbb\xbf") or b"\r" in data or (data and not data.endswith(b"\n")):
            wrong.append(f"{path.relative_to(ROOT)}: BOM, carriage return or no last newline")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_left_unfinished() -> None:
    unfinished = re.compile("TO" + "DO|FIX" + "ME|NotImplemented" + "Error|pytest\\.mark\\.(sk" + "ip|xf" + "ail)")
    assert not hits(unfinished), "\n".join(hits(unfinished))


def test_no_exception_is_swallowed_whole() -> None:
    swallowed = re.compile(r"except( Exception| BaseException)?:\s*(#.*)?\n\s*pa" + r"ss\b")
    wrong = [str(path) for path in text_files() if path.suffix == ".py" and swallowed.search(path.read_text("utf-8"))]
    assert not wrong, wrong
