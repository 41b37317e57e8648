"""Read a page: words of one language in the page of another, and the data of our elements."""

from __future__ import annotations

import json
import re
from typing import Any

INTERNATIONAL = set(
    """adagrad adam adamw csv dropout gelu he hot leaky linear nesterov one pytorch relu rmsprop sgd shift sigmoid sin
    softmax tanh xavier gpt zip python torch numpy png svg""".split()  # noqa: SIM905
)  # words of textbooks in any language
NAMES = {"English", "Nets Playground"}  # the same in every language


def latin_words(text: str) -> list[str]:
    """Return the words in Latin letters, without international ones and names of icons and colours."""
    bare = re.sub(
        r":material/\w+:|:(green|orange|red|blue|gray)(-background)?\[|\\n|https?://\S+|\{\w+\}|`[^`]*`", " ", text
    )
    return [
        word
        for word in re.findall(r"[A-Za-z]{3,}|\b(?:or|of|in|to|is|no|an|at)\b", bare)
        if not _is_international(word)
    ]


def _is_international(word: str) -> bool:
    return word.lower() in INTERNATIONAL


def element_data(page: Any, key: str) -> dict[str, Any]:
    """Return the data of one of our elements."""
    for node in page.at:
        proto = getattr(node, "proto", None)
        proto = getattr(proto, "bidi_component", proto)
        if getattr(node, "type", "") == "bidi_component" and getattr(node, "key", "") == key:
            return json.loads(proto.json or "{}").get("all", {})
    raise AssertionError(f"no element {key}")


TABS = {
    "en": ["In words", "Formulas", "The source that runs", "For teachers"],
    "zh": ["文字说明", "公式", "正在运行的源代码", "给老师"],
}
