"""What people type, paste or send in files, made even: look-alike and invisible characters do not make two of one word.

Radicals and compatibility forms become the ordinary character they look like, marks nobody sees go, odd spaces become a
space. Rare characters (𠮷 䶮), the private area of old fonts, 〇 and the dot of minority names stay as they are.
Source of the radicals: Unicode, EquivalentUnifiedIdeograph (those that stand as a character of their own).
"""

import unicodedata
from functools import lru_cache

_SUPPLEMENT = dict(
    zip(
        "⺌⺍⺝⺟⺠⺧⺩⺱⺶⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻯⻰⻱⻲⻳",
        "小小月母民牛王网羊虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿竜龙龜亀龟",
        strict=True,
    )
)
# letters by their class, but nobody sees them: Hangul fillers, and a blank of Braille
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u2800\ufffc\u180b\u180c\u180d\u180e\u180f")
_KEPT_CONTROLS = "\t\n\r"
_HIDDEN = "〔不可见字符〕"


def cleaned(text: str) -> str:
    """A text as it looks, for what is kept word for word: widths and punctuation stay, marks nobody sees go. Control
    characters stay, for whoever refuses them."""
    return "".join(map(_cleaned, text)) if not text.isascii() or not text.isprintable() else text


@lru_cache(maxsize=2048)  # a roster's cell is looked at a dozen times while its row is read
def plain(text: str) -> str:
    """A text as it is compared and read: besides `cleaned`, full-width letters, digits and signs as half-width ones."""
    even = cleaned(text)
    if even.isascii() and even.isprintable():
        return even
    return "".join(_half(character) for character in even if character in _KEPT_CONTROLS or character >= " ")


def line(text: str) -> str:
    """A short value typed on one line, a name or a login: `plain`, without the blanks around it."""
    return plain(text).strip()


def spellings(password: str) -> tuple[str, ...]:
    """What a password may have been set as: as it is typed now, then made even, for an input method left in full width.
    New ones are kept even, so that either way of typing opens; nobody is locked out who set one before."""
    return tuple(dict.fromkeys((password, plain(password))))


def plain_code(text: str) -> str:
    """A code as it was given out: letters and digits only, upper case, whatever stands between them; Chinese words that
    were copied with it are no part of it."""
    even = unicodedata.normalize("NFKC", plain(text)).upper()
    return "".join(character for character in even if character.isascii() and character.isalnum())


def shown(text: str) -> str:
    """A text for a sentence about it: what cannot be seen in it is named."""
    return "".join(_HIDDEN if plain(character) == "" else character for character in text)


@lru_cache(maxsize=8192)
def _cleaned(character: str) -> str:
    if character in _SUPPLEMENT:
        return _SUPPLEMENT[character]
    if character in _FILLERS or _is_selector(character):
        return ""
    match unicodedata.category(character):
        case "Cf":
            return ""
        case "Zs":
            return " "
        case "Zl" | "Zp":
            return "\n"
        case _:
            return unicodedata.normalize("NFKC", character) if _is_double(character) else character


def _is_selector(character: str) -> bool:
    """Variation selectors choose between drawings of one character."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _is_double(character: str) -> bool:
    """Kangxi radicals and compatibility ideographs: a second code for a character that has one."""
    return (
        "\u2f00" <= character <= "\u2fdf"
        or "\uf900" <= character <= "\ufaff"
        or "\U0002f800" <= character <= "\U0002fa1f"
    )


def _half(character: str) -> str:
    return chr(ord(character) - 0xFEE0) if "\uff01" <= character <= "\uff5e" else character
