"""How clinic and township speak: what travels (`protocol`), the clinic's side (`client`), the township's (`server`)."""
