"""Names as people type them when they search: initials and pinyin, with surnames read as surnames."""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, product

from vclinic.domain.typed import plain
from vclinic.resources import resource

_DOTS = re.compile(r"[•･・‧∙⋅●。.．]")
_GAPS = re.compile(r"\s+")
_MOST_READINGS = 8
# Characters of given names that families read in two ways; everything else has its common reading only.
_TWO_WAYS = {
    "乐": "le yue", "行": "xing hang", "长": "chang zhang", "朝": "chao zhao", "茜": "qian xi", "晟": "sheng cheng",
    "娜": "na nuo", "柏": "bai bo", "盛": "sheng cheng", "重": "chong zhong", "了": "liao le", "调": "tiao diao",
    "弹": "dan tan", "藏": "zang cang", "降": "jiang xiang", "单": "dan shan", "曾": "zeng ceng", "参": "shen can",
    "卜": "bu bo", "扎": "zha za", "栖": "qi xi", "省": "sheng xing", "说": "shuo yue", "都": "du dou", "鹄": "hu gu",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameKeys:
    """Lower-case search keys of a name. ``inside`` begins at a later syllable: 王建国 → jg, jianguo, g, guo."""

    initials: tuple[str, ...]
    full: tuple[str, ...]
    inside: tuple[str, ...]


def normal_name(text: str) -> str:
    """A name as written on the record: no gaps between characters, one kind of dot in minority names."""
    return _DOTS.sub("·", _GAPS.sub("", plain(text))).strip("·")


@lru_cache(maxsize=1)
def _surnames() -> dict[str, list[str]]:
    return json.loads(resource("catalog", "surnames.json").read_text(encoding="utf-8"))


def _surname_first(name: str) -> list[str]:
    """Surnames ``name`` may begin with, two characters first: 单于 may also be 单. None: it is read as it stands."""
    return [name[:size] for size in (2, 1) if len(name) > size and name[:size] in _surnames()] or [""]


@lru_cache(maxsize=8192)
def common_reading(character: str) -> str:
    """How a character is read most often; what has no reading stands for itself."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # phrases cost 44 MB, and characters are asked for one by one
    from pypinyin import Style, pinyin  # slow to load: only when somebody is registered

    known = pinyin(character, style=Style.NORMAL, errors="ignore")
    return known[0][0].replace("ü", "v") if known else character.lower()


def _syllables(name: str, head: str) -> list[list[str]]:
    """Readings of each syllable; those of the surname ``head`` come from its own table."""
    readings: list[list[str]] = []
    if head:
        split = [reading.split() for reading in _surnames()[head]]
        readings = [list(dict.fromkeys(syllables[place] for syllables in split)) for place in range(len(head))]
    rest = [character for character in name[len(head) :] if character != "·"]
    for character in rest:
        reading = common_reading(character)
        readings.append(list(dict.fromkeys([*_TWO_WAYS.get(character, "").split(), reading])))
    return readings


def search_keys(name: str) -> NameKeys:
    """All keys that should find ``name``; at most eight readings of the whole."""
    written = normal_name(name)
    readings = chain.from_iterable(product(*_syllables(written, head)) for head in _surname_first(written))
    wholes = list(islice(readings, _MOST_READINGS))
    initials = _unique("".join(part[0] for part in whole) for whole in wholes)
    full = _unique("".join(whole) for whole in wholes)
    inside = _unique(
        key
        for whole in wholes
        for start in range(1, len(whole))
        for key in ("".join(part[0] for part in whole[start:]), "".join(whole[start:]))
    )
    return NameKeys(initials, full, inside)


def _unique(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in keys if key))
