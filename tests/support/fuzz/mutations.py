"""Strategies for damaged bytes: flipped bits, lost, doubled, inserted or cut bytes, and huge numbers."""

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
    """Draw the content with up to four faults."""
    damaged = bytearray(content)
    for _fault in range(draw(st.integers(0, 4))):
        index = draw(st.integers(0, max(0, len(damaged) - 1)))
        kind = draw(st.sampled_from(("flip", "huge", "cut", "lose", "double", "insert")))
        if kind == "flip" and damaged:
            damaged[index] ^= 1 << draw(st.integers(0, 7))
        elif kind == "huge":
            damaged[index : index + 4] = draw(st.sampled_from(HUGE))
        elif kind == "cut":
            del damaged[index:]
        elif kind == "lose":
            del damaged[index : index + draw(st.integers(1, 40))]
        elif kind == "double":
            damaged[index:index] = damaged[index : index + draw(st.integers(1, 200))]
        else:
            damaged[index:index] = draw(st.binary(min_size=1, max_size=9))
    return bytes(damaged)
