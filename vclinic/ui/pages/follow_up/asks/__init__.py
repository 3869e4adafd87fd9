"""Questions in the page: is this an emergency, why overrule, why keep an implausible value. No dialog anywhere."""
