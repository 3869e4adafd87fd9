"""What free text on a follow-up says of danger: feeling unwell, weakness on one side, the signs of the emergency list, a foot
that is broken, ketones in the blood, a pressure taken standing.

The machine asks because of words, it never decides by them: a word that is denied (无头晕), or told of the past (脑梗后遗症),
counts for nothing, and so does what a relative has (老伴脚烂了).
"""

import re

_CLAUSE = re.compile(r"[，,。；;！!\s]+|但是?|不过|可是|只是")
# 没力, 不清, 不稳 name a complaint; they deny none
_DENIED = re.compile(r"(没有|否认|未见|未诉|没(?!有)|无|未|不)(?![力劲清稳好齐利能动灵舒知会出上平止住下听])")
_PAST = re.compile(r"后遗|以前|既往|去年|早年|史|旧|同前|老样子")
_RELATIVE = re.compile(
    r"(?:他|她|其)?(?:父亲?|母亲?|爸爸?|妈妈?|老伴儿?|丈夫|爱人|妻子|老公|老婆|儿子|女儿|哥哥?|弟弟?|姐姐?|妹妹?|爷爷|奶奶|外公|外婆|邻居)"
    r"(?!.?(?:说他|说她|诉|发现|看|代|反映|述|称|觉得|带|陪|送|告))[^后死走吵世]{0,6}"
)
_UNWELL = re.compile(
    r"头晕|头昏|眼前?发?黑|黑蒙|冷汗|胸痛|胸口疼|胸口痛|胸闷|气短|气喘|憋气|喘|反应慢|淡漠|晕倒|晕厥|昏倒|昏过去"
)
_SIDE = r"(?:[左右一单半](?:侧|边|手|脚|腿|臂|上肢|下肢|胳膊|身))"
_ONE_SIDE = re.compile(
    rf"{_SIDE}.{{0,8}}(?:无力|没力|没劲|麻|不能动|动不了|不会动|抬不起|瘫|不灵|不遂|发软|不听使唤)|偏瘫|半身不遂|口角?歪|嘴角?歪|口眼歪斜"
    r"|走路?.{0,2}往.{1,2}[偏歪倒]"
)
_SPEECH = re.compile(
    r"(?:说话|言语|讲话|吐字|口齿|话说|话讲).{0,4}(?:不清|含糊|含混|不出|困难|不利|障碍)|失语|说不出话|说不清话|大舌头|舌头?.{0,2}[硬僵]"
)
_FOOT = re.compile(
    r"(?:脚|(?<![不满充十])足|趾).{0,8}?(?P<sign>破|溃|烂|脓|红肿|黑|水泡|水疱|起泡|伤口|坏死|坏疽|渗液|[烫烧]伤)|(?P<burnt>[烫烧](?:伤了?|了).{0,2}(?:脚|足|趾))|(?P<named>烂脚|糖尿病足|坏疽)"
)
_HEALED = re.compile(r"(?<![未不没难有])(?:愈合|长好|痊愈|好了|结痂)")
_KETONE_BREATH = re.compile(r"烂苹果|苹果味|丙酮味")
_DEEP_BREATH = re.compile(r"深大呼吸|深长呼吸|呼吸(?:又|变)?深|大口喘")
_BELLY = re.compile(r"腹痛|腹疼|(?:肚子?|胃)[疼痛]")
_SICK = re.compile(r"恶心|呕吐|想吐|干呕|吐了|又吐")
_NOT_EATING = re.compile(
    r"呕吐|吐了|又吐|上吐下泻|(?<!偶有)(?<!偶尔)腹泻|拉肚子|拉稀|吃不[下进]|不能?进食|不吃(?:饭|东西)|水米不进"
)
_BOUT = re.compile(r"急性加重|加重期")
_MORE = r"(?:加重|更|比平时|比以前|厉害|明显|变)"
_WORSE_LUNGS = (
    re.compile(rf"咳.{{0,4}}{_MORE}"),
    re.compile(rf"痰.{{0,4}}(?:多|黄|脓|{_MORE})"),
    re.compile(rf"(?:喘|气[短促急]).{{0,4}}{_MORE}"),
)
_PANTS = re.compile(r"喘|气短|气促")
# what the emergency list asks about (hypertension §5.1, §5.2; diabetes §5), as people say it
_DANGERS = (
    (
        "consciousness",
        re.compile(
            r"叫不太?醒|喊不应|昏迷|昏睡|嗜睡|神[志智]不清|神志模糊|意识(?:模糊|不清|丧失|改变|障碍)|(?<!老)糊涂|说胡话|人事不[省知]|不省人事|[昏晕]过去|晕倒|晕厥|昏倒"
        ),
    ),
    (
        "headache",
        re.compile(
            r"(?:剧烈|突然|突发)(?:的)?头[痛疼]|头(?:痛|疼|部剧痛).{0,3}(?:欲裂|要裂|要炸|炸开|厉害|剧烈|受不了|难忍)"
        ),
    ),
    ("chest_back_pain", re.compile(r"(?:胸|背).{0,4}(?:撕|刀割|剧烈?)|撕(?:裂|着).{0,3}[痛疼]")),
    (
        "chest_pain",
        re.compile(r"胸(?:口|前|部|骨后)?.{0,5}(?<!按)(?<!触)(?<!压)[痛疼]|心口.{0,4}[痛疼]|心绞痛.{0,4}(?:发作|犯)"),
    ),
    (
        "orthopnoea",
        re.compile(
            r"不能平卧|[平躺]不[了下平]|端坐(?:呼吸|着?.{0,2}[喘睡])|只能端坐|憋醒|[夜晚]里?.{0,4}(?:喘|憋(?![尿屎大小]))|坐着.{0,3}[喘睡]|上不来气|气上不来|喘不[上过]来?气|透不过气|喘憋"
        ),
    ),
    (
        "anaphylaxis",
        re.compile(
            r"(?:脸|面部?|嘴唇?|口唇|眼皮|喉头?|嗓子|舌头?).{0,2}(?:水?肿|肿)|全身.{0,3}(?:疹|风团|疙瘩)|起(?:皮|红|风)?疹.{0,6}[喘肿憋]|过敏性?休克"
        ),
    ),
    (
        "bleeding",
        re.compile(
            r"黑[便屎粪]|(?:大便|屎|拉的?).{0,3}(?:发黑|黑色|像柏油)|柏油|[便拉]血|[吐呕咯咳]血|(?:鼻|牙).{0,4}血.{0,4}(?:不止|不住)|流血不止"
        ),
    ),
    (
        "vision",
        re.compile(
            r"(?:突然|忽然|一下子?|今[早天]|昨[晚天]).{0,6}(?:看不[见清]|看东西|重影|失明|一片黑)|视力(?:骤|突然|急剧)"
        ),
    ),
)
_IRREGULAR = re.compile(r"(?:心律|脉律|脉搏|心跳|律|脉)(?:绝对|明显)?不齐|心律失常")
# what is asked about as if its symptom had been ticked (hypertension §5.5, diabetes §5)
_WORRIES = (
    (re.compile(r"胸闷|胸口闷|心口闷"), ("chest_tightness", "chest_pain")),
    (re.compile(r"心[慌悸]"), ("palpitation", "palpitation_sweat", "chest_pain")),
    (re.compile(r"手抖|发抖|[冷虚]汗"), ("palpitation_sweat",)),
)
_KNOWN_IRREGULAR = re.compile(r"房颤|心房颤动")
_STANDING = re.compile(r"(?:站立|立位|站起|起立|直立)(?P<rest>[^坐卧]*)")
_PAIR = re.compile(r"(\d{2,3})\s*/\s*(\d{2,3})")
_FELL = re.compile(r"\d{2,3}\s*(?:→|->|—>|降到|降至)\s*(\d{2,3})")
_ARMS = re.compile(r"左[^右\d]{0,6}(\d{2,3})\s*/\s*\d{2,3}[^\d]{0,8}右[^左\d]{0,6}(\d{2,3})\s*/\s*\d{2,3}")


def feels_unwell(text: str) -> bool:
    """Whether dizziness, blackness before the eyes, cold sweat, chest pain, breathlessness or a faint is told of today."""
    return _told(_UNWELL, text)


def stroke_words(text: str) -> tuple[str, ...]:
    """Sign codes that words of today speak of: ``one_side_weak``, ``speech``."""
    kinds = (("one_side_weak", _ONE_SIDE), ("speech", _SPEECH))
    return tuple(code for code, pattern in kinds if _told(pattern, text))


def danger_words(text: str) -> tuple[str, ...]:
    """Sign codes of the emergency list that words of today speak of, a stroke apart (hypertension §5.2, diabetes §5)."""
    return tuple(code for code, pattern in _DANGERS if _told(pattern, text))


def worry_words(text: str) -> tuple[str, ...]:
    """Sign codes to ask about because of words of today that alone are no danger: 胸闷, 心慌, 手抖出冷汗."""
    asked = (code for pattern, codes in _WORRIES if _told(pattern, text) for code in codes)
    return tuple(dict.fromkeys(asked))


def foot_broken(text: str) -> bool:
    """Whether a foot is told of as broken, red, black or festering today (diabetes §5.3)."""
    return any(_told_in(_FOOT, clause) and _HEALED.search(clause) is None for clause in _CLAUSE.split(text))


def ketosis_words(text: str) -> tuple[str, ...]:
    """Sign codes of ketones in the blood that words of today speak of (diabetes §5): ``ketone_breath``, ``deep_breath``,
    and ``gut`` where the belly aches and somebody is sick."""
    kinds = (("ketone_breath", _KETONE_BREATH), ("deep_breath", _DEEP_BREATH))
    breath = tuple(code for code, pattern in kinds if _told(pattern, text))
    return (*breath, "gut") if _told(_BELLY, text) and _told(_SICK, text) else breath


def sick_or_panting(text: str) -> bool:
    """Whether nausea, vomiting, an aching belly or panting is told of today (diabetes §5.2)."""
    return any(_told(pattern, text) for pattern in (_BELLY, _SICK, _PANTS))


def not_eating(text: str) -> bool:
    """Whether vomiting, loose bowels or not eating is told of today (diabetes §5.2)."""
    return _told(_NOT_EATING, text)


def lungs_worse(text: str) -> bool:
    """Whether a bout is named, or two of cough, phlegm and breath are told of as worse today (§4.6)."""
    if _told(_BOUT, text):
        return True
    return sum(_told(pattern, text) for pattern in _WORSE_LUNGS) > 1


def pulse_irregular(text: str) -> bool:
    """Whether the pulse is written down as irregular, and not because of what has been known."""
    return _told(_IRREGULAR, text) and _KNOWN_IRREGULAR.search(text) is None


def standing_pressures(text: str) -> tuple[tuple[int, int | None], ...]:
    """Pressures written as taken standing, as (systolic, diastolic or None): 站立 1 分钟 104/60, 站立 128→104."""
    stood = _STANDING.search(text)
    if stood is None:
        return ()
    rest = stood["rest"]
    pairs = tuple((int(high), int(low)) for high, low in _PAIR.findall(rest))
    return pairs + tuple((int(high), None) for high in _FELL.findall(rest))


def arms_apart(text: str) -> int | None:
    """How far apart the systolic pressures of both arms are where both are written: 左 150/90 右 128/80."""
    arms = _ARMS.search(text)
    return None if arms is None else abs(int(arms[1]) - int(arms[2]))


def _told(pattern: re.Pattern[str], text: str) -> bool:
    return any(_told_in(pattern, clause) for clause in _CLAUSE.split(text))


def _told_in(pattern: re.Pattern[str], clause: str) -> bool:
    told = pattern.search(clause)
    if told is None or _PAST.search(clause) is not None:
        return False
    sign = next((told.start(name) for name in pattern.groupindex if told[name] is not None), told.start())
    if _DENIED.search(clause, 0, sign) is not None:
        return False
    return pattern is _UNWELL or _RELATIVE.fullmatch(clause, 0, told.start()) is None
