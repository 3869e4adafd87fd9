"""What the three-prescriptions rules forbid outright, and classes no two drugs of which belong together."""

from dataclasses import dataclass

from vclinic.rules.catalog import Catalog
from vclinic.rules.person import PersonFacts

_SOURCE = "一病三处方规则"


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A combination that cannot be stored."""

    code: str
    text: str
    source: str = _SOURCE


_PAIRS: tuple[tuple[str, str, str], ...] = (
    ("ACEI", "ARB", "普利类不能和沙坦类合用，请只留一种。"),
    ("NITRATE", "PDE5", "硝酸酯类合用西地那非类会严重低血压，不能合用。"),
)
_NAMED_PAIRS: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (
        frozenset(("辛伐他汀", "洛伐他汀")),
        frozenset(("克拉霉素", "红霉素", "伊曲康唑")),
        "会引起严重肌病，短期内先停他汀。",
    ),
    (
        frozenset(("吉非罗齐",)),
        frozenset(("辛伐他汀", "洛伐他汀", "阿托伐他汀", "瑞舒伐他汀", "普伐他汀")),
        "会引起严重肌病，不能合用。",
    ),
    (frozenset(("西地那非",)), frozenset(("硝酸甘油", "硝酸异山梨酯", "单硝酸异山梨酯")), "会严重低血压，不能合用。"),
)
_SAME_CLASS = (
    ("DHP_CCB", "地平类降压药"),
    ("ACEI", "普利类降压药"),
    ("ARB", "沙坦类降压药"),
    ("BETA_BLOCKER", "β 受体阻滞剂"),
    ("SULFONYLUREA", "磺脲类降糖药"),
    ("STATIN", "他汀类调脂药"),
    ("THIAZIDE", "噻嗪类利尿药"),
    ("NSAID", "解热镇痛抗炎药"),
    ("PPI", "抑酸药（拉唑类）"),
)
_EGFR_METFORMIN = 30


def forbidden_pair(a: str, b: str, catalog: Catalog) -> Forbidden | None:
    """Two generic names that may not be prescribed together."""
    for left, right, text in _PAIRS:
        one, two = catalog.members(left), catalog.members(right)
        if (a in one and b in two) or (a in two and b in one):
            return Forbidden(f"{left}+{right}", text)
    for one, two, text in _NAMED_PAIRS:
        if (a in one and b in two) or (a in two and b in one):
            return Forbidden("myopathy" if "肌病" in text else "hypotension", text)
    return None


def forbidden_for(generic: str, person: PersonFacts, catalog: Catalog) -> Forbidden | None:
    """A drug this person may not have."""
    if "gout" in person.diseases and generic in catalog.members("THIAZIDE"):
        return Forbidden("gout+thiazide", "有痛风史，不能用噻嗪类利尿药。")
    if person.pregnant:
        for group, words in (("ACEI", "普利类"), ("ARB", "沙坦类"), ("STATIN", "他汀类"), ("SULFONYLUREA", "格列类")):
            if generic in catalog.members(group):
                return Forbidden(f"pregnancy+{group}", f"妊娠期或哺乳期，不能用{words}。")
    if generic == "二甲双胍" and person.egfr is not None and person.egfr < _EGFR_METFORMIN:
        return Forbidden("egfr+metformin", f"肾小球滤过率 {person.egfr:g}，低于 {_EGFR_METFORMIN}，不能用二甲双胍。")
    return None


def same_class(a: str, b: str, catalog: Catalog) -> str | None:
    """The class two different drugs share, in words, where one of the class is enough."""
    for group, words in _SAME_CLASS:
        members = catalog.members(group)
        if a in members and b in members:
            return words
    return None
