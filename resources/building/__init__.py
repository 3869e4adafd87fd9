"""How each shipped table is made from its source table; `resources/build_catalog.py` writes them all."""
