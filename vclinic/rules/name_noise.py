"""What stands around a drug's name on a box or in a sentence and says nothing of which drug it is."""

import re
import unicodedata

_FORM = (
    "片剂|片|胶囊剂|软胶囊|硬胶囊|胶囊|颗粒剂|颗粒|冲剂|口服溶液|口服液|溶液|混悬液|干混悬剂|混悬剂|糖浆|滴丸|丸|散|合剂|栓剂|栓|乳膏|软膏|眼膏|凝胶"
    "|滴眼液|滴眼剂|眼药水|滴鼻液|滴鼻剂|滴耳液|滴耳剂|鼻喷雾剂|喷鼻剂|鼻喷剂|鼻喷|喷雾剂|定量|气雾剂|粉雾剂|粉吸入剂|干粉|吸入剂|吸入|雾化|透皮贴剂|透皮贴片|透皮贴|透皮|贴膏|贴剂|贴片|贴|注射液|注射剂|注射用|针剂|针|粉针|笔芯|预填充"
    "|肠溶|缓释|控释|速释|长效|短效|分散|咀嚼|泡腾|口崩|口腔崩解|含片|舌下|薄膜衣|糖衣|包衣|双层|普通|小儿|儿童|成人|外用|口服|滴剂|剂|药膏|药片|药粉|粉|药"
)
_SALT = (
    "二?盐酸|氢溴酸|重?酒石酸|甲?硫酸氢?|磷酸二?氢?|苯磺酸|甲苯磺酸|甲磺酸|马来酸|富马酸|琥珀酸|枸橼酸|柠檬酸|醋酸|乙酸|丙酸|乳酸|草酸|糠酸|双羟萘酸|门冬氨酸|叔丁胺|酯化?"
    "|钾|钠|钙|镁|锌|盐|半?一?二?三?水合物|水合|无水|酯"
)
_INSULIN = "精蛋白(?:生物合成|重组)?人?|生物合成人?|重组人?|预混"
_MAKER = (
    "[\u4e00-\u9fff]{2,8}?(?:药业|制药|药厂|医药|生物|集团)(?:股份)?(?:有限)?(?:责任)?(?:公司)?"
    "|德国|美国|法国|英国|瑞士|瑞典|日本|印度|意大利|丹麦|拜耳|辉瑞|诺华|赛诺菲|阿斯利康|默沙东|默克|施贵宝|罗氏|礼来|诺和诺德|施维雅|中美史克|西安杨森"
    "|北京|上海|天津|重庆|江苏|浙江|山东|河北|河南|广东|四川|湖北|湖南|陕西|山西|吉林|辽宁|安徽|江西|福建|广西|云南|贵州"
    "|同仁堂|以岭|三九|999|修正|葵花|仁和|太极|白云山|哈药|华润|石药|扬子江|正大天晴|恒瑞|齐鲁|豪森|鲁南|信立泰|京新|海正|国药|上药"
    "|国产|进口|原研|仿制|集采|医保|中选|牌|装|每盒|每瓶|每板|盒|瓶|板"
)
_TAKING = (
    "每次|每天|每日|一天|每晚|每早|早上|中午|晚上|早晚|睡前|饭前|饭后|空腹|必要时|长期|偶尔|有时|一直|经常|在吃|在服|正在|吃着|吃|服用|服|用|着|各|一次|次|qd|bid|tid|qid|qn|prn"
    "|医院|县医院|卫生院|卫生室|门诊|诊所|药店|邻居|儿子|女儿|老伴|给|带|买的|开的|配的|自己买|自购|外购|自备|的|了"
)
_STRENGTH = (
    r"\d+(?:\.\d+)?(?:mg|g|ug|μg|mcg|ml|l|iu|u|万?单位|万u|毫克|克|微克|毫升|%|片|粒|丸|袋|支|瓶|盒|板|贴|喷|揿|吸|号|日|天|次|r)?|[半一二两三四五六](?:片|粒|丸|袋|支|颗|盒|瓶|次|天|周|个月)|日|天|周|月"
    "|(?<![a-z])(?:iii|ii|iv|i)(?:型)?(?![a-z])|×|x(?=\\d)|\\*|:|/|mg|g|ml"
)
_MARKS = re.compile(r"[\s\x00()\[\]{}<>《》“”\"'‘’,，、。.;；:：+＋\-–—_/·|*×~!！?？®™]+")
# possessive: a long text that fits nowhere is refused in one pass
_NOISE = re.compile(f"(?>{_INSULIN}|{_MAKER}|{_FORM}|{_SALT}|{_TAKING}|{_STRENGTH})++", re.IGNORECASE)
_AT_END = re.compile(f"(?:{_FORM}|{_STRENGTH}|{_TAKING})$", re.IGNORECASE)
_AT_BEGINNING = re.compile(f"(?:{_TAKING}|{_SALT})", re.IGNORECASE)

# forms put on one place of the body, as the end of a name says them; a patch or a suppository is taken up by the body
_LOCAL_FORM = re.compile(
    "(乳膏|软膏|药膏|凝胶|搽剂|洗剂|滴眼液|滴眼剂|眼药水|眼膏|滴鼻液|滴鼻剂|鼻喷雾剂|喷鼻剂|鼻喷剂|鼻喷|滴耳液|滴耳剂)"
)
_OTHER_FORM = re.compile("吸入|气雾剂|粉雾剂|注射|针剂|栓|贴")


def even(written: str) -> str:
    """One way of writing: half width, capitals, no spaces (“ＡＰＣ 片” → ``APC片``)."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", written)).upper()


def pieces(text: str) -> list[str]:
    """The text between marks, without empty pieces."""
    return [piece for piece in _MARKS.split(text) if piece]


def is_noise(piece: str) -> bool:
    """Whether a piece is all dosage form, salt, strength, maker or how it is taken."""
    return _NOISE.fullmatch(piece) is not None


def without_noise(piece: str) -> str:
    """A piece without what stands at its ends and names no drug: 速尿片20MG → 速尿."""
    while True:
        end = _AT_END.search(piece)
        shorter = piece[: end.start()] if end else piece
        beginning = _AT_BEGINNING.match(shorter)
        shorter = shorter[beginning.end() :] if beginning else shorter
        if shorter in ("", piece):
            return piece
        piece = shorter


def form_in(text: str) -> str:
    """The dosage form a text names that is not swallowed; "" when it names none."""
    match = _LOCAL_FORM.search(text) or _OTHER_FORM.search(text)
    return match[0] if match else ""
