"""What the autoencoder brings to the script that trains it again: its net, its loss and its figures, as source."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nets.experiment.script_parts import ScriptParts
from nets.layers.tables.activation_specs import ACTIVATION_SPECS
from nets.layers.tables.initializer_specs import initializer_source
from nets.models.autoencoder.experiment import Autoencoder
from nets.models.perceptron.script import SQUASHED

DATA = """
inputs, test_inputs = data["inputs"], data["test_inputs"]  # images as rows of pixels from 0 to 1
size = len(inputs)
average = inputs.mean(dim=0)
seen, unseen = inputs[:500], test_inputs[:1000]  # what a report looks at
"""

DISTURBED = '''
def disturbed(x, generator):
    """Images with noise; they are to come out without it."""
    return x + <noise> * torch.empty_like(x).normal_(generator=generator)


same = torch.Generator().manual_seed(<seed>)  # the same noise in every report
parts = {"train": (seen, disturbed(seen, same)), "test": (unseen, disturbed(unseen, same))}
'''

LOSS = """
def loss_of(outputs, x):
    return <loss>


def loss_of_batch(indices):
    x = inputs[indices]
    return loss_of(net(<x>), x)
"""

REPORT = '''
def report():
    """Loss and R squared of the training and the test part."""
    figures = {}
    net.eval()
    with torch.no_grad():
        for part, (x, given) in parts.items():
            outputs = net(given)
            wrong, spread = (<pixels> - x).square().sum(), (x - average).square().sum()
            figures[part + "_loss"] = loss_of(outputs, x).item()
            figures[part + "_r2"] = (1 - wrong / spread.clamp_min(1e-12)).item()
    net.train()
    return figures
'''


def parts(stages: Sequence[Autoencoder]) -> ScriptParts:
    """The parts for an experiment; no setting of data or net can change during a run."""
    experiment = stages[0]
    net = _net(experiment) + "\n\n\nnet = Net()"
    noise, pixels = experiment.data.noise, SQUASHED[experiment.net.output]
    loss = f"functional.mse_loss({pixels}, x)"
    if experiment.net.loss == "binary_cross_entropy":
        loss = "functional.binary_cross_entropy_with_logits(outputs, x)"
    chunks = [DATA]
    if noise:
        chunks += [DISTURBED.replace("<noise>", repr(noise)).replace("<seed>", str(experiment.data.seed))]
    else:
        chunks[0] += 'parts = {"train": (seen, seen), "test": (unseen, unseen)}\n'
    chunks += [LOSS.replace("<loss>", loss).replace("<x>", "disturbed(x, generator)" if noise else "x")]
    task = "\n\n\n".join(map(str.strip, [*chunks, REPORT.replace("<pixels>", pixels)]))
    title = f'An autoencoder (a code of {experiment.net.code}) on "{experiment.data.name}"'
    return ScriptParts(title, net, task, "math." in net)


def _net(experiment: Autoencoder) -> str:
    """The class with a line for each layer."""
    hidden, code, pixels = experiment.net.hidden, experiment.net.code, experiment.pixels
    down, up = (pixels, *hidden), (code, *reversed(hidden))
    lines = ["class Net(nn.Module):", "    def __init__(self):", "        super().__init__()"]
    for name, widths in (("encoder", down), ("decoder", up)):
        made = ", ".join(f"nn.Linear({before}, {after})" for before, after in pairwise(widths))
        lines += [f"        self.{name} = nn.ModuleList([{made}])"]
        if name == "encoder":
            lines += [f"        self.code = nn.Linear({down[-1]}, {code})"]
    lines += [f"        self.output = nn.Linear({up[-1]}, {pixels})"]
    lines += ["        for layer in [*self.encoder, self.code, *self.decoder, self.output]:"]
    lines += ["            weight = layer.weight.data  # (W, D)"]
    lines += [f"            {line}" for line in initializer_source(experiment.net.init)]
    lines += ["            layer.bias.data.zero_()", "", "    def forward(self, x):"]
    bent = ACTIVATION_SPECS[experiment.net.activation].source.format(z="layer(x)")
    for name, after in (("encoder", f"x = self.code(x)  # (B, {code})"), ("decoder", "return self.output(x)")):
        lines += [f"        for layer in self.{name}:", f"            x = {bent}", f"        {after}"]
    return "\n".join(lines)
