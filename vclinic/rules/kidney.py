"""The filtration rate of the kidneys from the creatinine, CKD-EPI 2021 (Inker 2021): for adults, neither pregnant nor
on dialysis."""

_UMOL_IN_MG_DL = 88.4


def egfr(creatinine_umol_l: float, age: int, *, woman: bool) -> float:
    """eGFR in mL/min/1.73 m², to one decimal; for a creatinine in μmol/L above zero and an age from 18 years."""
    kappa, alpha = (0.7, -0.241) if woman else (0.9, -0.302)
    ratio = creatinine_umol_l / _UMOL_IN_MG_DL / kappa
    rate = 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**age
    return round(rate * (1.012 if woman else 1), 1)
