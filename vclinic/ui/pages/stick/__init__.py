"""Reporting by USB stick: what waits goes out in a package, its receipts come back."""
