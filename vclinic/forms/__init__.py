"""Official forms as data: declared once; screen, checks, print, export and the township's page read the same declaration."""
