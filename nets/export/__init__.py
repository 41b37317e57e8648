"""A run outside the app: its folder, its zip file, its script, and the store of runs."""
