"""The parts of the exported script for Transformers: the source that ran; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source, excerpt, lean
from nets.models.gpt.script import stack
from nets.models.seq2seq.script import learning
from nets.models.transformer.experiment import Transformer

IMPORTS = """
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from torch import Generator, Tensor
"""
NEEDED = {  # besides a stack of blocks; by file, in the order of their use
    "nets/layers/embedding.py": ("Embedding",),
    "nets/decoding/search.py": ("DecoderState", "StepFunction", "ChooseToken", "decode_with", "greedy_search"),
    "nets/layers/decoder.py": ("START", "END", "greedy_decode"),
    "nets/models/transformer/net.py": ("EncodedSource", "shift_right"),
}
PROBE_METHODS = ("trace", "stack_at", "attention_weights", "summary", "source_vectors")


def parts(stages: Sequence[Transformer]) -> ScriptParts:
    """Return the parts for an experiment; `stages` are its settings after each change, the first ones first."""
    first = stages[0]
    needed = [excerpt(Source("", path, name)).text for path, names in NEEDED.items() for name in names]
    chunks = [IMPORTS.strip(), *stack(), *needed]
    chunks.append(lean(Source("", "nets/models/transformer/net.py", "TransformerNet"), PROBE_METHODS))
    plan = "".join(f"    {name}={value!r},\n" for name, value in first.plan.items()).replace("'", '"')
    sources, targets = first.vocabulary_sizes
    chunks.append(
        f"plan = StackConfig(\n{plan})\nnet = TransformerNet({sources}, {targets}, plan, {first.net.tied}, generator)"
    )
    title = f'A Transformer of {first.net.layers} + {first.net.layers} blocks on "{first.data.name}"'
    return ScriptParts(title, "\n\n\n".join(chunks), learning())
