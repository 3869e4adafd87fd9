"""Words the pages share for what travels and what people do."""

from vclinic.domain import entities

# what people act upon besides records
_SUBJECTS = {
    "clinic": "村卫生室", "device": "电脑", "staff": "人员", "township": "卫生院", "follow-ups": "随访表", "residents": "居民表",
    "changes": "资料表", "reviews": "审核表", "acts": "查看和操作",
}  # fmt: skip
ACTS = {
    "view": "查看", "view_list": "查看名单", "search": "查找居民", "accepted": "通过", "returned": "退回", "announced": "发通知", "announcement_corrected": "更正通知",
    "announcement_taken_back": "收回通知", "export": "导出", "backup": "备份", "backup_plan": "改备份时间", "update_added": "放上新版本", "update_removed": "撤下新版本", "update_refused": "新版本没放上", "recovery_code": "新恢复码", "restored": "恢复备份",
    "sign_in": "登录",
    "sign_in_failed": "登录没成功", "enrol_code": "建接入码", "enrolled": "电脑接入", "revoke": "停用电脑", "package": "收U盘上报", "certificate": "换证书",
    "package_of_revoked": "收停用电脑的U盘上报", "package_refused": "U盘上报没收", "package_receipts": "取U盘回执",
    "staff_added": "添加人员", "staff_disabled": "停用人员", "password_set": "设起始密码", "role_changed": "改角色",
    "password_changed": "改自己的密码", "password_refused": "改密码没成功", "township_made": "建立卫生院",
}  # fmt: skip
# why a release was not put on offer
UPDATE_REFUSED = {
    "forged": "签名不对", "strange_manifest": "说明看不懂", "wrong_file": "安装文件对不上", "other_release": "序号是别的更新包的",
    "incomplete": "文件不全", "twice": "两个同名的文件", "bad_zip": "zip 打不开", "too_large": "文件太大", "no_keys": "没有公钥",
    "no_room": "磁盘放不下", "unwritable": "文件夹写不进去", "busy": "正在放另一个", "other_channel": "不是给各村用的",
}  # fmt: skip
# what staff filter by: a word and the findings it means
FLAGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "referral": ("没有转诊", ("urgent_not_referred", "missing_referral")),
    "emergency": ("危急转诊", ("emergency", "emergency_outcome", "late_after_emergency")),
    "class": ("分类不符", ("class_mismatch",)),
    "ended": ("注销后还随访", ("after_the_end",)),
    "same": ("与上次相同", ("identical", "unmoved", "same_pulse")),  # the last one in verdicts of earlier programs
    "pace": ("1 小时录入太多", ("pace",)),
    "late": ("录入晚", ("late_entry",)),
    "implausible": ("不合常理", ("implausible",)),
    "missing": (
        "缺项",
        ("missing", "weight_missing", "no_weight", "to_complete", "required", "no_foot_pulse", "insulin_gone"),
    ),
    "revisit": ("下次随访太晚", ("late_revisit",)),
    "vital": ("生命体征没处理", ("vital_missed", "severe_no_recheck")),
    "overruled": ("村医改判", ("overruled",)),
    "medicines": ("没有采纳用药提醒", ("overruled_warning",)),
    "void": ("作废", ("void",)),
}


def kind(entity: str) -> str:
    """What people call a kind of record, or what else an entry of the log is about."""
    return _SUBJECTS.get(entity) or entities.label(entity)
