"""What BERT brings to the script that trains it again: the very source that ran; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source, excerpt, lean
from nets.models.bert.experiment import Bert
from nets.models.gpt.script import IMPORTS, stack

MORE = """
from typing import Any, NamedTuple

PAD, UNKNOWN, CLS, SEP, MASK, FIRST = range(6)  # symbols
"""
MASKING, JUDGE = "nets/models/bert/masking.py", "nets/models/bert/judge.py"
LOOKING = ("stack_at", "trace")  # what a training does not need of the net
BLANKS = '''
first, second = data["first"], data["second"]  # sentences, and those that follow them
size = len(first)
how = <how>  # symbols, the share of blanks, whether half of the pairs are torn apart
seen = {
    part: Shown(*(data.get(part + "_" + name) for name in Shown._fields)) for part in ("train", "test")
}  # rows with their blanks


def loss_of_batch(indices):
    return blanks_loss(net, drawn(first, second, indices, how, generator))


def report():
    """Figures of the same rows as in the app, with the same blanks."""
    net.eval()
    figures = {}
    with torch.no_grad():
        for part, shown in seen.items():
            for name, value in blanks_figures(net, shown).items():
                if part == "test" or name != "next":
                    figures[part + "_" + name] = value
    net.train()
    return figures
'''
VERDICTS = '''
inputs, targets = data["inputs"], data["targets"]  # the training part in the order of the app
size = len(inputs)
seen = {"train": (inputs[:100], targets[:100]), "test": (data["test_inputs"], data["test_targets"])}


def loss_of_batch(indices):
    ids = inputs[indices]
    return functional.cross_entropy(net.classify(ids, torch.zeros_like(ids)), targets[indices])


def report():
    """Figures of the first training sentences and of all test sentences, as the app measures them."""
    net.eval()
    figures = {}
    with torch.no_grad():
        for part, rows in seen.items():
            for name, value in verdict_figures(net, *rows).items():
                figures[part + "_" + name] = value
    net.train()
    return figures
'''
START = """
start = {name[6:]: array for name, array in data.items() if name.startswith("start.")}  # pre-trained weights
net.load_state_dict(start, strict=False)  # all but those of the output layer
"""


def parts(stages: Sequence[Bert]) -> ScriptParts:
    """The parts for an experiment, in all the stages that changed settings made of it."""
    first = stages[0]
    table = excerpt(Source("", "nets/layers/embedding.py", "Embedding")).text
    net = [
        excerpt(Source("", "nets/models/bert/net.py", "MaskedLanguageModelHead")).text,
        lean(Source("", "nets/models/bert/net.py", "BertNet"), LOOKING),
    ]
    chunks = [(IMPORTS + MORE.lstrip("\n")).strip(), *stack(), table, *net, _made(first)]
    title = "BERT fills blanks" if first.data.goal == "blanks" else "BERT tells praise from blame"
    task = _blanks(first) if first.data.goal == "blanks" else _verdicts(first)
    return ScriptParts(f'{title}, "{first.data.name}"', "\n\n\n".join(chunks), "\n\n\n".join(map(str.strip, task)))


def _made(experiment: Bert) -> str:
    """The lines that make the net."""
    plan = "".join(f"    {name}={value!r},\n" for name, value in experiment.plan.items())
    return f'plan = StackConfig(\n{plan})\nnet = BertNet(len(data["symbols"]), plan, 2, generator)'.replace("'", '"')


def _blanks(experiment: Bert) -> list[str]:
    data = experiment.data
    names = ("SKIP", "HIDDEN", "SWAPPED", "joined", "masked", "paired")
    task = [excerpt(Source("", MASKING, name)).text for name in names]
    task += [excerpt(Source("", JUDGE, name)).text for name in ("AT_ONCE", "Shown", "blanks_loss", "blanks_figures")]
    how = f'(len(data["symbols"]), {data.masked!r}, {data.next!r})'
    return [*task, excerpt(Source("", "nets/models/bert/tasks.py", "drawn")).text, BLANKS.replace("<how>", how)]


def _verdicts(experiment: Bert) -> list[str]:
    task = [excerpt(Source("", JUDGE, name)).text for name in ("AT_ONCE", "verdict_figures")]
    return [*task, VERDICTS, *([START] if experiment.pretrained else [])]
