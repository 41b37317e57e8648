"""Strategies for damage: bytes that are turned, lost, doubled or replaced by numbers that mean too much."""

from __future__ import annotations

from hypothesis import strategies as st

HUGE = (
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\0\0\0\0",
    b"\x80\0\0\0",
    b"\x01\0\0\0\0\0\0\x80",
)


@st.composite
def mutations(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with up to four faults, or none."""
    made = bytearray(content)
    for _fault in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(made) - 1)))
        kind = draw(st.sampled_from(("turn", "huge", "cut", "lose", "double", "insert")))
        if kind == "turn" and made:
            made[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "huge":
            made[at : at + 4] = draw(st.sampled_from(HUGE))
        elif kind == "cut":
            del made[at:]
        elif kind == "lose":
            del made[at : at + draw(st.integers(1, 40))]
        elif kind == "double":
            made[at:at] = made[at : at + draw(st.integers(1, 200))]
        else:
            made[at:at] = draw(st.binary(min_size=1, max_size=9))
    return bytes(made)
