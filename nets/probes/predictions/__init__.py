"""Probes of what a net predicts, for any net."""
