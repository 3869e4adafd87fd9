"""A new clinic."""

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.usage import TYPED, password


@click.command("init")
@click.option("--clinic", type=TYPED, required=True, help="卫生室名称")
@click.option("--village", type=TYPED, required=True, help="12 位村代码")
@click.option("--user", "login", type=TYPED, required=True, help="登录名，也作第一位医生的姓名")
@click.option("--doctor", type=TYPED, default="", help="医生姓名")
@global_options
@with_call
def init(call: Call, clinic: str, village: str, login: str, doctor: str) -> None:
    """新建卫生室：加密数据库、第一位医生和恢复码。"""
    from vclinic.services.clinic_setup import ClinicSetup, create_clinic

    made = create_clinic(call.data, ClinicSetup(clinic, village, doctor or login, login, password()), call.clock)
    made.station.store.close()
    call.say(
        {"clinic": clinic, "village": village, "user": login, "recovery_code": made.recovery_code},
        f"已建立{clinic}。恢复码（只显示这一次，请打印保管）：{made.recovery_code}",
    )
