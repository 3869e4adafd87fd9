"""Paper: one painter for preview, printer and PDF."""
