"""Check that the heads of attention can share a width; torch-free."""

from __future__ import annotations

from nets.experiment.user_error import N_, Problem


def check_head_sizes(width: int, heads: int, positions: str) -> None:
    """Raise Problem if the heads cannot share the width, or have an odd size with rotary positions."""
    if width % heads:
        text = N_("The heads share the width among them: {width} cannot be divided by {heads}.")
        raise Problem(text, key="net.heads", along="net.width", heads=heads, width=width)
    if positions == "rotary" and width // heads % 2:
        text = N_("Rotary positions turn pairs of numbers: a head needs an even count of them, not {count}.")
        raise Problem(text, key="net.positions", along="net.heads", count=width // heads)
