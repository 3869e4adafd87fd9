"""How the program reaches a clinic's computer: what ships, and how a newer version takes its place."""
