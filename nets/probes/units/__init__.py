"""Probes of single units and layers, for any net."""
