"""The command line, a file a command; `vclinic.cli.main` puts them together."""
