"""Official code lists. Codes are stored as strings; screens show the Chinese label. Words and sources: `docs/glossary.md`."""

from vclinic.domain.fields import CodeList


def _numbered(name: str, labels: str, *, exclusive: str = "", other: str = "", start: int = 1) -> CodeList:
    options = tuple((str(number), label) for number, label in enumerate(labels.split(), start))
    return CodeList(name, options, exclusive, other)


# GB/T 2261.1
SEX = CodeList("sex_code", (("0", "未知"), ("1", "男"), ("2", "女"), ("9", "未说明")))

# GB 3304-91; 97 and 98 are the population registry's extensions
ETHNIC = CodeList(
    "ethnic_code",
    (
        *(
            (f"{number:02d}", label)
            for number, label in enumerate(
                (
                    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 "
                    "东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 "
                    "俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
                ).split(),
                1,
            )
        ),
        ("97", "其他"),
        ("98", "外国血统中国籍人士"),
    ),
)

# Personal-information form, third edition
RESIDENCE = _numbered("residence_type", "户籍 非户籍")
ABO = _numbered("abo_code", "A型 B型 O型 AB型 不详")
RH = CodeList("rh_code", (("NEG", "阴性"), ("POS", "阳性"), ("UNKNOWN", "不详")))  # numbered on paper in either order
EDUCATION = _numbered(
    "education_code",
    "研究生 大学本科 大学专科和专科学校 中等专业学校 技工学校 高中 初中 小学 文盲或半文盲 不详",
)
OCCUPATION = _numbered(
    "occupation_code",
    "国家机关、党群组织、企业、事业单位负责人 专业技术人员 办事人员和有关人员 商业、服务业人员 "
    "农、林、牧、渔、水利业生产人员 生产、运输设备操作人员及有关人员 军人 不便分类的其他从业人员 无职业",
    start=0,
)
MARITAL = _numbered("marital_code", "未婚 已婚 丧偶 离婚 未说明的婚姻状况")
PAYMENT = _numbered(
    "payment_codes",
    "城镇职工基本医疗保险 城乡居民医保（原城镇居民） 城乡居民医保（原新农合） 贫困救助 商业医疗保险 全公费 全自费 其他",
    other="8",
)
DRUG_ALLERGY = _numbered("drug_allergy_codes", "无 青霉素 磺胺 链霉素 其他", exclusive="1", other="5")
EXPOSURE = _numbered("exposure_codes", "无 化学品 毒物 射线", exclusive="1")
DISABILITY = _numbered(
    "disability_codes",
    "无残疾 视力残疾 听力残疾 言语残疾 肢体残疾 智力残疾 精神残疾 其他残疾",
    exclusive="1",
    other="8",
)
PAST_DISEASE = _numbered(
    "past_disease_codes",
    "无 高血压 糖尿病 冠心病 慢性阻塞性肺疾病 恶性肿瘤 脑卒中 严重精神障碍 结核病 肝炎 其他法定传染病 职业病 其他",
    exclusive="1",
    other="13",
)
FAMILY_DISEASE = _numbered(
    "family_disease_codes",
    "无 高血压 糖尿病 冠心病 慢性阻塞性肺疾病 恶性肿瘤 脑卒中 严重精神障碍 结核病 肝炎 先天畸形 其他",
    exclusive="1",
    other="12",
)
KITCHEN_EXHAUST = _numbered("kitchen_exhaust", "无 油烟机 换气扇 烟囱")
FUEL = _numbered("fuel_type", "液化气 煤 天然气 沼气 柴火 其他")
WATER = _numbered("water_source", "自来水 经净化过滤的水 井水 河湖水 塘水 其他")
TOILET = _numbered("toilet_type", "卫生厕所 一格或二格粪池式 马桶 露天粪坑 简易棚厕")
LIVESTOCK = _numbered("livestock_pen", "无 单设 室内 室外")
ID_TYPE = CodeList(
    "id_type",
    (
        ("01", "居民身份证"), ("02", "居民户口簿"), ("03", "护照"), ("04", "军官证"), ("05", "驾驶证"),
        ("06", "港澳居民来往内地通行证"), ("07", "台湾居民来往内地通行证"), ("99", "其他法定有效证件"),
    ),
)  # fmt: skip
# GB/T 4761, two digits
RELATION = CodeList(
    "relation_code",
    (
        ("02", "户主"), ("10", "配偶"), ("11", "夫"), ("12", "妻"), ("20", "子"), ("22", "长子"), ("28", "女婿"),
        ("30", "女"), ("38", "儿媳"), ("40", "孙辈"), ("50", "父母"), ("51", "父"), ("52", "母"), ("60", "祖辈"),
        ("70", "兄弟姐妹"), ("80", "其他"), ("97", "其他亲属"), ("99", "非亲属"),
    ),
)  # fmt: skip
RECORD_STATUS = _numbered("status", "正常 已注销", start=0)
CLOSED_REASON = CodeList("closed_reason", (("1", "死亡"), ("2", "迁出"), ("3", "失访"), ("4", "拒绝"), ("9", "其他")))

# Follow-up forms, third edition
VISIT_WAY = _numbered("visit_way", "门诊 家庭 电话")
SYMPTOM = CodeList(
    "symptom_codes",
    (
        ("1", "无症状"), ("2", "头痛头晕"), ("3", "恶心呕吐"), ("4", "眼花耳鸣"), ("5", "呼吸困难"),
        ("6", "心悸胸闷"), ("7", "鼻衄出血不止"), ("8", "四肢发麻"), ("9", "下肢水肿"), ("10", "其他"),
    ),
    exclusive="1",
    other="10",
)  # fmt: skip
SALT = _numbered("salt_level", "轻 中 重")
GOOD_FAIR_POOR = _numbered("good_fair_poor", "良好 一般 差")
ADHERENCE = _numbered("med_adherence", "规律 间断 不服药")
ADR = _numbered("adr", "无 有")
VISIT_CLASS = _numbered("visit_class", "控制满意 控制不满意 不良反应 并发症")
# Signs asked about whatever somebody is followed up for, as a village doctor asks (县域分级诊疗急诊转诊清单)
_SEEN_BY_THE_GUARD = (
    ("speech", "说话不清、说不出"), ("one_side_weak", "一边手脚没力、口角歪"),
    ("chest_back_pain", "胸口或后背撕着疼、一直不停"), ("chest_pain", "胸口闷疼超过 10 分钟、出汗"),
    ("edema_breath", "腿肿还喘"), ("low_bp", "血压低还反应慢、出冷汗"), ("slow_pulse", "脉搏慢还头晕、眼黑或晕倒过"),
    ("fast_pulse", "脉搏快还胸闷、气短或晕倒过"), ("anaphylaxis", "起疹、脸肿、喘（过敏）"),
)  # fmt: skip
EMERGENCY_SIGN = CodeList(
    "emergency_signs",
    (
        ("consciousness", "意识改变"), ("headache", "剧烈头痛或头晕"), ("vomiting", "恶心呕吐"),
        ("vision", "视力模糊"), ("eye_pain", "眼痛"), ("palpitation", "心悸"), ("chest_tightness", "胸闷"),
        ("orthopnoea", "喘憋不能平卧"), *_SEEN_BY_THE_GUARD, ("bleeding", "流血不止"), ("other", "其他不能处理的情况"),
    ),
)  # fmt: skip
DIABETES_SYMPTOM = CodeList(
    "diabetes_symptom_codes",
    (
        ("1", "无症状"), ("2", "多饮"), ("3", "多食"), ("4", "多尿"), ("5", "视力模糊"), ("6", "感染"),
        ("7", "手脚麻木"), ("8", "下肢浮肿"), ("9", "体重明显下降"), ("10", "其他"),
    ),
    exclusive="1",
    other="10",
)  # fmt: skip
FOOT_PULSE = _numbered("dorsalis_pedis", "触及正常 双侧减弱 左减弱 右减弱 双侧消失 左消失 右消失")
HYPOGLYCEMIA = _numbered("hypoglycemia", "无 偶尔 频繁")
GLUCOSE_SAMPLE = _numbered("glucose_sample", "末梢血 血浆")
DIABETES_EMERGENCY_SIGN = CodeList(
    "diabetes_emergency_signs",
    (
        ("consciousness", "意识或行为改变"), ("ketone_breath", "呼气有烂苹果味"), ("palpitation_sweat", "心悸、出汗"),
        ("gut", "吃不下、恶心呕吐或腹痛"), ("thirst", "多饮多尿明显加重"), ("deep_breath", "深大呼吸"),
        ("flushed", "皮肤潮红"), ("tachycardia", "心率持续超过 100"), ("fever", "体温超过 39 ℃"),
        ("vision", "视力骤降"), ("foot", "足部破溃红肿或发黑"), ("headache", "剧烈头痛或头晕"), ("vomiting", "恶心呕吐"),
        ("orthopnoea", "喘憋不能平卧"), *_SEEN_BY_THE_GUARD, ("other", "其他不能处理的情况"),
    ),
)  # fmt: skip
# what became of somebody referred in an emergency; ours
REFERRAL_OUTCOME = CodeList(
    "referral_outcome",
    (("1", "到了，住院或留观"), ("2", "看过，已回家"), ("3", "没有去"), ("4", "去世"), ("5", "其他")),
    other="5",
)
REFERRAL_NOT_DONE = "3"

DISEASE = CodeList(
    "disease",
    (("htn", "高血压"), ("t2dm", "糖尿病"), ("copd", "慢阻肺"), ("stroke", "脑卒中"), ("chd", "冠心病")),
)
FREQUENCY = CodeList(
    "frequency",
    (
        ("qd", "每天 1 次"), ("bid", "每天 2 次"), ("tid", "每天 3 次"), ("qid", "每天 4 次"), ("qn", "每晚 1 次"),
        ("qod", "隔天 1 次"), ("biw", "每周 2 次"), ("qw", "每周 1 次"), ("q8h", "每 8 小时 1 次"),
        ("q12h", "每 12 小时 1 次"), ("prn", "必要时"), ("st", "立即 1 次"),
    ),
)  # fmt: skip
