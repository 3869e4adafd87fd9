"""Small widgets, one a file, that every page uses."""
