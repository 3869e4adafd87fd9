"""Allergies and diseases as people write them by hand, recognised as the keys the tables know: 丁胺卡那 is an
aminoglycoside, 尿毒症 a kidney disease. What is not recognised here is never checked, so old and household names belong
in it."""

import re

# names a drug family goes by, old ones included (memory, for a pharmacist's review)
_ALLERGIES = (
    ("penicillin", "青霉素|西林|氨苄"),
    ("cephalosporin", "头孢|先锋"),
    ("sulfonamide", "磺胺|新诺明|SMZ|甲噁唑|甲恶唑|百炎净"),
    (
        "nsaid",
        "阿司匹林|阿斯匹林|匹灵|APC|布洛芬|芬必得|双氯芬酸|扶他林|吲哚美辛|消炎痛|洛索洛芬|安乃近|解热镇痛|去痛片|止痛片",
    ),
    ("quinolone", "喹诺酮|沙星|氟哌酸|氟嗪酸"),
    ("macrolide", "红霉素|克拉霉素|阿奇霉素|螺旋霉素|大环内酯"),
    ("streptomycin", "链霉素"),
    ("aminoglycoside", "链霉素|庆大|阿米卡星|卡那|妥布霉素|奈替米星|新霉素|氨基糖苷"),
    ("tetracycline", "四环素|土霉素|多西环素|强力霉素|米诺环素"),
    ("nitroimidazole", "硝唑|灭滴灵"),
    ("iodine", "碘"),
    ("iodinated_contrast", "碘|造影"),
    ("opioid", "吗啡|可待因|哌替啶|杜冷丁|曲马多|阿片"),
    ("amide_local_anaesthetic", "利多卡因|布比卡因|罗哌卡因|局麻|麻药"),
    ("statin", "他汀"),
    ("sulfonylurea", "磺脲|格列本脲|优降糖|格列吡嗪|格列美脲|格列喹酮|格列齐特|达美康|消渴丸"),
    ("angioedema", "血管性水肿|血管神经性水肿|喉头水肿|喉水肿"),
)
_DISEASES = (
    ("gout", "痛风"),
    ("asthma", "哮喘"),
    ("ckd", "慢性肾|肾功能(?!正常)|肾衰|肾病|(?<!盂)肾炎|尿毒症|透析|肾移植"),
    ("heart_failure", "心衰|心力衰竭|心功能不全"),
    ("chd", "冠心病|心绞痛|心肌梗|心梗|心脏支架"),
    ("stroke", "脑梗|中风|卒中|脑出血|脑溢血"),
    ("ich", "脑出血|脑溢血|蛛网膜下腔出血"),
    ("bleeding", "出血|便血|呕血"),
    ("t2dm", "糖尿病(?!前期)"),
    ("copd", "慢阻肺|慢性阻塞性肺|肺气肿"),
    ("hepatitis", "肝炎|乙肝|丙肝|肝硬化"),
    ("tb", "结核"),
    ("peptic_ulcer", "溃疡"),
    ("glaucoma", "青光眼"),
    ("bph", "前列腺"),
    ("epilepsy", "癫痫|羊角风|羊癫疯"),
    ("av_block", "传导阻滞|房室阻滞|病态窦房结|病窦|心动过缓"),
    ("qt_prolongation", "QT"),
    ("hyperkalaemia", "高血钾|血钾高|高钾"),
    ("hypokalaemia", "低血钾|血钾低|低钾"),
    ("hypotension", "低血压"),
    ("bilateral_renal_artery_stenosis", "肾动脉狭窄"),
    ("hyperthyroid", "甲亢|甲状腺功能亢进"),
    ("g6pd", "蚕豆病|G6PD|G-6-PD"),
    ("myasthenia", "重症肌无力"),
    ("pancreatitis", "胰腺炎"),
    ("pheochromocytoma", "嗜铬细胞瘤"),
    ("bowel_obstruction", "肠梗阻"),
    ("bladder_cancer", "膀胱癌"),
)


def _heard(table: tuple[tuple[str, str], ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, re.compile(names, re.IGNORECASE)) for key, names in table)


_ALLERGY_WORDS, _DISEASE_WORDS = _heard(_ALLERGIES), _heard(_DISEASES)


def allergy_groups(text: str) -> tuple[str, ...]:
    """Groups of `drug_cautions` named in an allergy written by hand, each once."""
    return tuple(key for key, names in _ALLERGY_WORDS if names.search(text))


def diseases_named(text: str) -> tuple[str, ...]:
    """Disease keys of the caution table named in a history written by hand."""
    return tuple(key for key, names in _DISEASE_WORDS if names.search(text))
