"""Diseases as people write them, with denials, other people, the family, suspicions and what has ended.

A clause (up to a comma or full stop) is judged on its own. Inside it a denial, a suspicion or a relative is said before
the name and holds for a list (否认高血压、糖尿病史); what is said after a name (糖尿病：无，肺结核已治愈，冠心病？) holds for
that name. Anything that is not understood is handed back: it never means that there is no disease.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from vclinic.rules.said import REST, SPACE, Part, parts_of, sentences
from vclinic.rules.word_tables import disease_words

# said to be cured and still there (prescription_and_drugs.md §11.5), with those whose loss would do harm as well
CHRONIC = frozenset(
    (
        "htn", "t2dm", "t1dm", "chd", "stroke", "ich", "copd", "ckd", "heart_failure", "af", "asthma", "cirrhosis", "stent",
        "cabg", "pacemaker", "valve", "dialysis", "g6pd", "cor_pulmonale", "dm_foot", "dm_retinopathy", "gout", "glaucoma",
        "epilepsy", "parkinson", "myasthenia",
    )
)  # fmt: skip
_AFTER_OPERATION = frozenset(("术后", "切除术后"))
_STAYS_AFTER_OPERATION = CHRONIC | {"bph"}
# what an acute state leaves behind once it is past
_ONCE_ACUTE = {
    "acute_coronary": "chd", "acute_gout": "gout", "t1dm_dka": "", "pregnancy": "", "lactation": "", "copd_exacerbation": "",
}  # fmt: skip
# states that are over once somebody says 已控制, 已纠正; a disease that is under control is still there
_EASES = frozenset(
    ("acute_coronary", "acute_gout", "copd_exacerbation", "hypokalaemia", "hyperkalaemia", "active_liver", "t1dm_dka")
)
_SAYS_NOTHING = re.compile(
    r"[\d.~\-+×:()\[\]{}<>\"'“”‘’《》【】*#=%?!·…—_^]+|[一二两三四五六七八九十几多余半数]+(?=个?半?(?:星期|[年月天日周岁级期度型]))|[ⅠⅡⅢⅣIVX]+(?=[级期度型])"
    r"|很高危|极高危|高危|中危|低危|个(?=半?(?:月|星期))|星期|[年月日天周岁级期度型次号]|装|放|做"
    r"|后遗症|急性期|急性|慢性|陈旧性|陈旧|原发性|老年性|老年|先天性|轻度|中度|重度|轻|重|严重|双侧|双眼|左侧|右侧|左|右|侧|眼"
    r"|病史|患者|疾病|症状|病情|病|症|史|者|术|手术|治疗|服药|口服|吃药|用药|药物|药|胰岛素|控制可|控制尚可|控制稳定|控制|稳定|尚可|可|住院|多|余|约|左右|前|后|于|在"
    r"|目前|现在|现|已|并发症|大|小|的|了|过|是|为|也|都|均|等|明显|长期|间断|规律|医院|县|人民|检查|体检|伴发|服|型"
)
_GENERAL = re.compile(
    "(传染|遗传|外伤|输血|残疾|其他|其它|过敏|食物|特殊|重大|家族|不良嗜好)+"
)  # denied, it says nothing more
_WITH_CHILD = re.compile(r"(?<![不避备怀受])孕(?=\s*\d+\+?\d*\s*(?:周|个?月))")  # 孕28周; 孕2产1 tells of the past
_LASTING = re.compile(r"[病症史(]*\d+\s*[多余几]?[年月天级期]?")
_MARKS = re.compile(r"[\s:()\[\]\"'“”]+|病史|病|症|史|疾病|情况")


@dataclass(frozen=True, slots=True)
class HeardDiseases:
    """What a text says of diseases, as keys of the caution tables.

    Attributes:
        current: had now, chronic ones said to be cured included. past: over. suspected: to be confirmed.
        family: of relatives only. ended: those of ``current`` said to be cured, 自述已愈，待核实.
        unread: pieces nobody could read, as written.
    """

    current: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    suspected: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()


@dataclass(slots=True)
class _Mention:
    """A disease named at a place of a clause."""

    keys: tuple[str, ...]
    segment: int
    status: str  # "current" | "suspected" | "family" | "denied"
    when: str = ""  # "", "ended", "operated", "past", "eased"


@dataclass(slots=True)
class _Clause:
    """What has been heard so far in a clause. A denial, a suspicion and a relative hold until ended."""

    parts: Sequence[Part]
    relative: bool = False
    denial: str = ""  # the word
    denied: bool = False  # the denial has met a disease
    blurred: bool = False  # something unread stands between the denial and the next name
    doubt: bool = False
    doubted: bool = False
    next_when: str = ""
    unclear: bool = False  # a denial that may belong to what stands before or after
    segment: int = 0
    mentions: list[_Mention] = field(default_factory=lambda: [])
    unread: list[str] = field(default_factory=lambda: [])

    def read(self) -> None:
        for place, part in enumerate(self.parts):
            match part.kind:
                case "disease" | "suspect_disease":
                    self._disease(place, part)
                case "not_disease":
                    self._meet()
                case "negation":
                    self._negation(place, part)
                case "suspect":
                    self._suspect(place)
                case "suspect_after":
                    self._answer("suspected")
                case "unknown":
                    self._answer("suspected")
                    self.unread.append(part.text)
                case "ended" | "eased":
                    self._over(part)
                case "past":
                    self._when("past", part)
                    self._affirm(place)
                case "other_person":
                    self._person(place)
                case "self":
                    self.relative = False
                    self._affirm(place)
                case "affirm":
                    self._affirm(place)
                case "list":
                    self._list()
                case "rest":
                    self._rest(place, part)
                case _:
                    self._space(part)

    def _meet(self) -> None:
        """A name was reached: what was said before it has met one."""
        self.denied = self.denied or bool(self.denial)
        self.doubted = self.doubted or self.doubt

    def _disease(self, place: int, part: Part) -> None:
        status = "current"
        if self._denied_after(place):
            status = "denied"
        elif self.denial and self.denied and self._lasts(place):
            self.denial = ""  # 无糖尿病、高血压 10 年: nobody denies what has lasted ten years
        elif self.denial:
            status = "suspected" if self.blurred else "denied"
        elif self.unclear or self.doubt or part.kind == "suspect_disease":
            status = "suspected"
        if self.relative and status != "denied":
            status = "family"
        self.mentions.append(_Mention(part.keys, self.segment, status, self.next_when))
        self.next_when = ""
        self._meet()

    def _negation(self, place: int, part: Part) -> None:
        if self._answers_before(place):
            return  # the disease before it has taken it
        before, after = self._neighbour(place, -1), self._neighbour(place, 1)
        alone = before in ("start", "list", "name") and after == "list"
        between = before == "name" and self._spaced(place)
        if alone or between:
            self.unclear = True
            self._answer("suspected")
            self.unread.append("".join(other.text for other in self.parts))
            return
        self.denial, self.denied, self.blurred = part.text, False, False

    def _suspect(self, place: int) -> None:
        if self._follows(place):
            self.doubt, self.doubted = True, False
        else:
            self._answer("suspected")

    def _answer(self, status: str) -> None:
        """Something said of the name before it."""
        if self.mentions and self.mentions[-1].segment == self.segment and self.mentions[-1].status == "current":
            self.mentions[-1].status = status

    def _when(self, when: str, part: Part) -> None:
        if self.mentions and self.mentions[-1].segment == self.segment:
            self.mentions[-1].when = self.mentions[-1].when or when
        elif self._follows(-1, anywhere=True):
            self.next_when = when
        elif when == "ended":
            self.unread.append(part.text)  # 已故: of whom or what nobody can say

    def _over(self, part: Part) -> None:
        """An end, or that it has eased: this is said of the name before it, and of nothing it says nothing."""
        if part.kind == "ended":
            self._when("operated" if part.text in _AFTER_OPERATION else "ended", part)
        elif self.mentions and self.mentions[-1].segment == self.segment:
            self.mentions[-1].when = self.mentions[-1].when or "eased"

    def _person(self, place: int) -> None:
        own = [mention for mention in self.mentions if mention.segment == self.segment]
        if self._follows(place) or not own:
            if self.denied:
                self.denial = ""
            self.relative = True
            return
        for mention in own:
            if mention.status in ("current", "suspected"):
                mention.status = "family"

    def _affirm(self, place: int) -> None:
        if self.denied or (self.denial and self.parts[place - 1].kind != "negation"):
            self.denial, self.blurred = "", False

    def _list(self) -> None:
        if not self.denied and self.denial != "否认":
            self.denial = ""
        self.doubt = self.blurred = False
        self.next_when = ""
        self.segment += 1

    def _space(self, part: Part) -> None:
        if part.kind == SPACE and self.doubted:
            self.doubt = False

    def _rest(self, place: int, part: Part) -> None:
        piece = _SAYS_NOTHING.sub("", part.text)
        if not piece or (self.denial and _GENERAL.fullmatch(piece)):
            return
        if self.denial and not self.denied:
            self.blurred = True
        before = self.parts[place - 1] if place else None
        denied = before.text if before is not None and before.kind == "negation" else ""
        self.unread.append(denied + part.text.strip("() :"))

    def _follows(self, place: int, *, anywhere: bool = False) -> bool:
        """A disease follows before the list goes on; ``anywhere``: in the clause."""
        for part in self.parts[place + 1 :]:
            if part.kind == "list" and not anywhere:
                return False
            if part.kind in ("disease", "suspect_disease"):
                return True
        return False

    def _lasts(self, place: int) -> bool:
        """A duration or a grade stands after the name."""
        at = place + 1
        while at < len(self.parts) and self.parts[at].kind == SPACE:
            at += 1
        return at < len(self.parts) and self.parts[at].kind == REST and _LASTING.match(self.parts[at].text) is not None

    def _after(self, place: int) -> int:
        """The next place that says something, spaces, marks and 病史 apart; the end of the clause if there is none."""
        at = place + 1
        while at < len(self.parts) and self._says_nothing(self.parts[at]):
            at += 1
        return at

    @staticmethod
    def _says_nothing(part: Part) -> bool:
        return part.kind == SPACE or (part.kind == REST and _MARKS.sub("", part.text) == "")

    def _denied_after(self, place: int) -> bool:
        """糖尿病：无, 高血压（没有）, 痛风无: a denial that ends a segment, or stands between marks."""
        at = self._after(place)
        return at < len(self.parts) and self._ends(place, at)

    def _ends(self, name: int, at: int) -> bool:
        if self.parts[at].kind not in ("negation", "negation_after"):
            return False
        between = "".join(part.text for part in self.parts[name + 1 : at])
        behind = self.parts[at + 1 :]
        marked = ":" in between or "(" in between
        if not behind or behind[0].kind == "list" or behind[0].text[0] in ")]":
            return True
        nothing_more = all(self._says_nothing(part) for part in behind)
        spaced = behind[0].kind == SPACE
        return nothing_more or (spaced and (marked or " " not in between))

    def _answers_before(self, place: int) -> bool:
        name = self._name_before(place)
        return name >= 0 and self._after(name) == place and self._ends(name, place)

    def _name_before(self, place: int) -> int:
        at = place - 1
        while at >= 0 and self._says_nothing(self.parts[at]):
            at -= 1
        return at if at >= 0 and self.parts[at].kind in ("disease", "suspect_disease") else -1

    def _neighbour(self, place: int, step: int) -> str:
        at = place + step
        while 0 <= at < len(self.parts) and self._says_nothing(self.parts[at]):
            at += step
        if not 0 <= at < len(self.parts):
            return "start" if step < 0 else "end"
        kind = self.parts[at].kind
        return "name" if kind in ("disease", "suspect_disease") else kind

    def _spaced(self, place: int) -> bool:
        """Whether a word stands between two spaces."""
        around = self.parts[place - 1 : place + 2]
        return len(around) == 3 and around[0].kind == around[2].kind == SPACE


@lru_cache(maxsize=2048)
def read_diseases(text: str) -> HeardDiseases:
    """What ``text`` says; nothing is raised, whatever it is."""
    mentions: list[_Mention] = []
    unread: list[str] = []
    for clauses in sentences(_WITH_CHILD.sub("怀孕", text)):
        relative = False
        for clause in clauses:
            heard = _Clause(parts_of(clause, disease_words()), relative=relative)
            heard.read()
            relative = heard.relative and ":" in clause and "家族" in clause  # 家族史：…，… goes on to the full stop
            mentions += heard.mentions
            unread += heard.unread
    return _together(mentions, unread)


def _together(mentions: list[_Mention], unread: list[str]) -> HeardDiseases:
    sets: dict[str, set[str]] = {name: set() for name in ("current", "past", "suspected", "family", "ended")}
    for mention in mentions:
        for key in mention.keys:
            _sort(sets, mention, key)
    sets["suspected"] -= sets["current"]
    frozen = {name: frozenset(keys) for name, keys in sets.items()}
    return HeardDiseases(**frozen, unread=tuple(dict.fromkeys(piece for piece in unread if piece)))


def _sort(sets: dict[str, set[str]], mention: _Mention, key: str) -> None:
    if mention.status == "denied":
        return
    if mention.status != "current":
        sets[mention.status].add(key)
        return
    if mention.when == "eased" and key not in _EASES:
        sets["current"].add(key)
        return
    stays = _STAYS_AFTER_OPERATION if mention.when == "operated" else CHRONIC
    if mention.when and key in _ONCE_ACUTE:
        sets["past"].add(key)
        sets["current"].update(filter(None, [_ONCE_ACUTE[key]]))
    elif mention.when in ("ended", "operated", "eased") and key not in stays:
        sets["past"].add(key)
    else:
        sets["current"].add(key)
        if mention.when == "ended":
            sets["ended"].add(key)
