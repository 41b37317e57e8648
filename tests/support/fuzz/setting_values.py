"""Strategies for settings in a link: near the allowed values, far from them, and nonsense."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from nets.experiment.settings import Setting

NUMBERS = (
    *("0", "-0", "1", "-1", "2", "3", "0.5", "1e-9", "1e9", "1e308", "1e309", "-1e999", "nan", "inf", "-inf", "1_000"),
    *(
        "0x10",
        "１２",
        "٣",
        "1,5",
        "1e",
        ".",
        "",
        " ",
        "9" * 30,
        "9" * 4400,
        "1e-400",
        "+1",
        "--1",
        "1 2",
        "true",
        "None",
    ),
)
WORDS = (
    *("<script>alert(1)</script>", "{0.__class__}", "{key}", "%s", "../../etc/passwd", "a\x00b", "\ud800", "\u202eabc"),
    *("sha256:" + "0" * 64, "own-1234", "data:0123456789abcdef", "猫", "🙂" * 300, "x" * 3000, ",,,", "\n", "[1]", "-"),
)
junk = st.one_of(st.sampled_from(NUMBERS), st.sampled_from(WORDS), st.text(max_size=20))
lists = st.lists(st.one_of(st.sampled_from(NUMBERS), st.integers(-3, 300).map(str)), max_size=9).map(",".join)


def value(setting: Setting) -> st.SearchStrategy[str]:
    """Return a strategy of texts for one setting."""
    near = [st.integers(-2, 40).map(str), st.floats().map(str), lists, junk]
    if setting.options:
        near += [st.sampled_from(setting.options), st.lists(st.sampled_from(setting.options), max_size=4).map(",".join)]
    if setting.low is not None and setting.high is not None:
        low, high = float(setting.low), float(setting.high)
        near.append(st.sampled_from([low, high, (low + high) / 2, low - 1, high + 1]).map(_format))
        near.append(st.floats(low, high).map(_format))
    return st.one_of(near)


def _format(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)


@st.composite
def links(draw: st.DrawFn, settings_by_key: Mapping[str, Setting]) -> dict[str, str]:
    """Draw the settings of a link: some of these settings, and sometimes an unknown key."""
    keys = draw(st.lists(st.sampled_from(list(settings_by_key)), max_size=6, unique=True))
    strings = {key: draw(value(settings_by_key[key])) for key in keys}
    if draw(st.integers(0, 5)) == 0:
        strings |= {draw(junk): draw(junk)}
    return strings
