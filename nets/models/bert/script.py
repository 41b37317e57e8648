"""The parts of the exported script for BERT: the source that ran; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source, excerpt, lean
from nets.models.bert.experiment import Bert
from nets.models.gpt.script import IMPORTS, stack

MORE = """
from typing import Any, NamedTuple

PAD, UNKNOWN, CLS, SEP, MASK, FIRST = range(6)  # ids
"""
MASKING, JUDGE = "nets/models/bert/masking.py", "nets/models/bert/judge.py"
PROBE_METHODS = ("stack_at", "trace")  # that training does not need
PRETRAINING = '''
first, second = data["first"], data["second"]  # sentences, and those that follow them
size = len(first)
options = <options>  # size of the vocabulary, share of masked tokens, whether half of the second sentences are random
batches = {
    part: MaskedBatch(*(data.get(part + "_" + name) for name in BATCH_ARRAYS)) for part in ("train", "test")
}  # the rows that a report evaluates


def loss_of_batch(indices):
    return pretraining_loss(net, mask_batch(first, second, indices, options, generator))


def report():
    """Return figures of the same rows as in the app, with the same masks."""
    net.eval()
    figures = {}
    with torch.no_grad():
        for part, batch in batches.items():
            for name, value in pretraining_figures(net, batch).items():
                if part == "test" or name != "next":
                    figures[part + "_" + name] = value
    net.train()
    return figures
'''
FINE_TUNING = '''
inputs, targets = data["inputs"], data["targets"]  # the training part in the order of the app
size = len(inputs)
parts = {"train": (inputs[:100], targets[:100]), "test": (data["test_inputs"], data["test_targets"])}


def loss_of_batch(indices):
    ids = inputs[indices]
    return functional.cross_entropy(net.classify(ids, torch.zeros_like(ids)), targets[indices])


def report():
    """Return figures of the first training sentences and of all test sentences, as the app measures them."""
    net.eval()
    figures = {}
    with torch.no_grad():
        for part, rows in parts.items():
            for name, value in sentiment_figures(net, *rows).items():
                figures[part + "_" + name] = value
    net.train()
    return figures
'''
START = """
start = {name[6:]: array for name, array in data.items() if name.startswith("start.")}  # pre-trained weights
net.load_state_dict(start, strict=False)  # all but those of the output layer
"""


def parts(stages: Sequence[Bert]) -> ScriptParts:
    """Return the parts for an experiment; `stages` are its settings after each change, the first ones first."""
    first = stages[0]
    table = excerpt(Source("", "nets/layers/embedding.py", "Embedding")).text
    net = [
        excerpt(Source("", "nets/models/bert/net.py", "MaskedLanguageModelHead")).text,
        lean(Source("", "nets/models/bert/net.py", "BertNet"), PROBE_METHODS),
    ]
    chunks = [(IMPORTS + MORE.lstrip("\n")).strip(), *stack(), table, *net, _made(first)]
    title = "BERT fills blanks" if first.data.goal == "blanks" else "BERT tells praise from blame"
    task = _pretraining(first) if first.data.goal == "blanks" else _fine_tuning(first)
    return ScriptParts(f'{title}, "{first.data.name}"', "\n\n\n".join(chunks), "\n\n\n".join(map(str.strip, task)))


def _made(experiment: Bert) -> str:
    """Return the lines that build the net."""
    plan = "".join(f"    {name}={value!r},\n" for name, value in experiment.plan.items())
    return f'plan = StackConfig(\n{plan})\nnet = BertNet(len(data["symbols"]), plan, 2, generator)'.replace("'", '"')


def _pretraining(experiment: Bert) -> list[str]:
    data = experiment.data
    masking = ("SKIP", "MASK_SHARE", "RANDOM_SHARE", "join_sentences", "mask_tokens", "draw_second_sentences")
    judge = ("BATCH_ROWS", "BATCH_ARRAYS", "MaskedBatch", "pretraining_loss", "pretraining_figures")
    task = [excerpt(Source("", MASKING, name)).text for name in masking]
    task += [excerpt(Source("", JUDGE, name)).text for name in judge]
    options = f'(len(data["symbols"]), {data.masked!r}, {data.next!r})'
    return [
        *task,
        excerpt(Source("", "nets/models/bert/tasks.py", "mask_batch")).text,
        PRETRAINING.replace("<options>", options),
    ]


def _fine_tuning(experiment: Bert) -> list[str]:
    task = [excerpt(Source("", JUDGE, name)).text for name in ("BATCH_ROWS", "sentiment_figures")]
    return [*task, FINE_TUNING, *([START] if experiment.pretrained else [])]
