"""Panels about attention, positions and the residual stream."""
