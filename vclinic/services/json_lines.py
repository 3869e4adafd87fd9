"""JSON lines in, JSON lines out: the n-th answer is always of the n-th line."""

import codecs
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from vclinic.domain.problem import Problem


def answers(lines: Iterable[bytes], answer: Callable[[bytes], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every line answered in its turn, so that nobody gets his neighbour's judgement: an empty line between others has
    its answer too, only empty lines at the end have none."""
    empty = 0
    for number, raw in enumerate(lines):
        line = raw if number else raw.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            empty += 1
            continue
        for _ in range(empty):
            yield problems_answer([Problem("", "not_json", "这一行是空的。")])
        empty = 0
        yield answer(line)


def problems_answer(problems: Iterable[Problem]) -> dict[str, Any]:
    """The answer to a line that cannot be judged."""
    return {"problems": [{"field": problem.field, "code": problem.code, "text": problem.text} for problem in problems]}
