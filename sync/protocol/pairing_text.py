"""One text that pairs a clinic: where the township answers, the one-time code, and by what it is known.

``https://HOST:PORT/#CODE.FINGERPRINT`` for a township with an authority of its own, ``https://HOST/#CODE.CHECK`` for one
with a public certificate, ``http://127.0.0.1:PORT/#CODE.CHECK`` on one machine. What stands behind ``#`` never leaves a
browser. The fingerprint is the first 160 bits of the authority certificate's SHA-256 in Crockford's base 32, with two
characters at its end that tell a wrong one anywhere in the text: a CRC of ten bits finds every single wrong character
and every two neighbours that changed places.
"""

import re
from dataclasses import dataclass

from vclinic.domain.problem import Refused
from vclinic.domain.typed import plain

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE, FINGERPRINT, CHECK = 12, 32, 2
_BITS = 160
_POLYNOMIAL = 0x233  # CRC-10 of ATM, x^10+x^9+x^5+x^4+x+1
_LOOPBACK = ("127.0.0.1", "localhost")
_READ_AS = str.maketrans("oOiIlL", "001111")
_BEFORE = re.compile(
    r"(?:(https?)\s*:\s*/\s*/\s*)?([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])\s*(?::\s*([0-9]{1,5}))?\s*/?\s*$"
)
_RUN = re.compile(r"(?:[A-Za-z0-9]|[-\s]+(?=[A-Za-z0-9]))*")
_NONE = "这里没有接入文字。请把卫生院给的那一段从 https 开始完整抄进来，或者照着接入单填写。"
_MISTYPED = "接入文字里有一个字不对，没有接入。请和接入单逐个核对，或者重新复制一次。"


@dataclass(frozen=True, slots=True)
class PairingText:
    """What a pairing text says.

    Attributes:
        url: the township's address, e.g. ``https://192.168.1.8:8650``.
        code: the one-time code, twelve characters.
        fingerprint: the first 160 bits of the authority certificate's SHA-256, 40 hexadecimal digits; "" for none.
    """

    url: str
    code: str
    fingerprint: str = ""


def write(url: str, code: str, fingerprint: str = "") -> str:
    """The text for an address, a code and the authority's fingerprint in hexadecimal; "" for a public certificate."""
    drawn = _digits(code)
    mark = _spelled(int(fingerprint[: _BITS // 4], 16), FINGERPRINT) if fingerprint else ""
    mark += _spelled(_check(url, drawn, mark), CHECK)
    return f"{url}/#{_grouped(drawn)}.{_grouped(mark)}"


def read(text: str) -> PairingText:
    """What a text says, with whatever stands around it in a message, in full width or with blanks in it.

    Raises:
        Refused: ``no_pairing``, there is none in it; ``short_pairing``, some of it is missing; ``mistyped``.
    """
    even = plain(text).replace("。", ".")
    before, sign, after = even.partition("#")
    named = _BEFORE.search(before)
    if not sign or named is None:
        raise Refused("no_pairing", _NONE)
    scheme, host, port = named[1], named[2].lower().strip("."), named[3]
    scheme = scheme or ("http" if host in _LOOPBACK else "https")
    if scheme == "http" and host not in _LOOPBACK:
        raise Refused("not_secure", "不加密的地址只能用于本机试用。请向卫生院要 https 开头的接入文字。")
    url = f"{scheme}://{host}" + (f":{port}" if port else "")
    code, mark = _behind(after.lstrip())
    if not mark:
        return PairingText(url, code)
    known, check = mark[:-CHECK], mark[-CHECK:]
    if _spelled(_check(url, code, known), CHECK) != check:
        raise Refused("mistyped", _MISTYPED)
    return PairingText(url, code, f"{_number(known):0{_BITS // 4}x}" if known else "")


def is_pairing(text: str) -> bool:
    """Whether a text means to be a pairing text and no bare address."""
    return "#" in plain(text)


def _behind(after: str) -> tuple[str, str]:
    """The code and what stands behind its dot, as digits; words of a message that follow are no part of them."""
    typed = _run(after)
    rest = after[len(typed) :].lstrip()
    code = _exactly(_cut(typed, CODE), CODE, "接入码")
    if not rest.startswith("."):
        return code, ""
    mark = _cut(_run(rest[1:].lstrip()), FINGERPRINT + CHECK, CHECK)
    return code, mark if len(mark) == CHECK else _exactly(mark, FINGERPRINT + CHECK, "指纹")


def _run(text: str) -> str:
    """The letters and digits a text begins with, with blanks and dashes between them."""
    return "".join(_RUN.findall(text)[:1])


def _cut(typed: str, *lengths: int) -> str:
    """The digits of a run; where a blank parts one of ``lengths`` from what follows, no more than those."""
    digits = _digits(typed)
    places = [place for place, character in enumerate(typed) if character.isalnum()]
    for length in lengths:
        if len(digits) == length:
            return digits
        if len(digits) > length and typed[places[length - 1] + 1].isspace():
            return digits[:length]
    return digits


def _exactly(digits: str, length: int, name: str) -> str:
    strange = sorted(set(digits) - set(DIGITS))
    if len(digits) != length:
        raise Refused(
            "short_pairing", f"{name}应是 {length} 个字母和数字，这里有 {len(digits)} 个，没有接入。请核对接入单。"
        )
    if strange:
        raise Refused("mistyped", f"{name}里不会有 {'、'.join(strange)}，没有接入。请和接入单逐个核对。")
    return digits


def _digits(text: str) -> str:
    return "".join(filter(str.isalnum, text)).translate(_READ_AS).upper()


def _grouped(digits: str) -> str:
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _spelled(number: int, length: int) -> str:
    return "".join(DIGITS[number >> 5 * place & 31] for place in reversed(range(length)))


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number << 5 | DIGITS.index(digit)
    return number


def _check(url: str, code: str, mark: str) -> int:
    """Ten bits over the whole text."""
    rest = 0
    for byte in f"{url}/#{code}.{mark}".encode():
        rest ^= byte << 2
        for _ in range(8):
            rest = (rest << 1 ^ _POLYNOMIAL if rest & 0x200 else rest << 1) & 0x3FF
    return rest
