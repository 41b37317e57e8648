"""The demonstrations of the app: what it says that each shows, and whether that is so."""
