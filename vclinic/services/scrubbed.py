"""A log line as it may leave the clinic: what the program says itself stays, what somebody may have typed goes.

Names of people and places are Chinese, numbers of people have five digits and more, and what a message quotes may be
anything; a path carries the name of the computer's user.
"""

import re

_HEAD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]+ ")
_FRAME = re.compile(r"  [\w.<>-]+\.py:\d+ [\w<>]+", re.ASCII)
_NATIVE = re.compile(r'  File "(?:[^"]*[\\/])?([\w.-]+)", line (\d+) in ([\w<>]+)', re.ASCII)
_OTHER = re.compile(r"[^\x20-\x7e]+")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_PATH = re.compile(r"(?:[A-Za-z]:)?[\\/][^\s:;,]+")
_NUMBER = re.compile(r"[0-9][0-9Xx-]{4,}")


def scrubbed(line: str) -> str:
    """One line without its end."""
    if _FRAME.fullmatch(line):
        return line
    if (native := _NATIVE.fullmatch(line)) is not None:
        return f"  {native[1]}:{native[2]} {native[3]}"
    head = _HEAD.match(line)
    start = head.end() if head else 0
    rest = line[start:]
    for pattern, mark in ((_QUOTED, "'…'"), (_OTHER, "…"), (_PATH, "/…"), (_NUMBER, "#")):
        rest = pattern.sub(mark, rest)
    return line[:start] + rest
