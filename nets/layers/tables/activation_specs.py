"""The table of activation functions: label, formula and source of each; torch-free.

`nets.layers.activations` has the functions themselves under the same names.
"""

from __future__ import annotations

from dataclasses import dataclass

from nets.experiment.user_error import N_


@dataclass(frozen=True)
class ActivationSpec:
    """An activation function as people and scripts write it.

    Attributes:
        label: Name in a list of options, English, marked for translation.
        symbol: Name in formulas, as LaTeX.
        formula: Definition, as LaTeX.
        source: Expression in PyTorch, in which "{z}" stands for the weighted sums.
    """

    label: str
    symbol: str
    formula: str
    source: str


ACTIVATION_SPECS = {
    "identity": ActivationSpec(N_("identity"), r"\operatorname{id}", r"\mathrm{id}(z) = z", "{z}"),
    "sigmoid": ActivationSpec("sigmoid", r"\sigma", r"\sigma(z) = \frac{1}{1 + e^{-z}}", "torch.sigmoid({z})"),
    "tanh": ActivationSpec("tanh", r"\tanh", r"\tanh(z) = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}", "torch.tanh({z})"),
    "relu": ActivationSpec("ReLU", r"\operatorname{ReLU}", r"\operatorname{ReLU}(z) = \max(0, z)", "torch.relu({z})"),
    "leaky_relu": ActivationSpec(
        "leaky ReLU",
        r"\operatorname{LeakyReLU}",
        r"\operatorname{LeakyReLU}(z) = \max(z,\; 0.01\, z)",
        "functional.leaky_relu({z}, negative_slope=0.01)",
    ),
    "gelu": ActivationSpec(
        "GELU", r"\operatorname{GELU}", r"\operatorname{GELU}(z) = z \cdot \Phi(z)", "functional.gelu({z})"
    ),
}
ACTIVATION_LABELS = {name: spec.label for name, spec in ACTIVATION_SPECS.items()}
ACTIVATION_LABELS |= {"softmax": "softmax", "linear": N_("linear")}  # of output layers


def activation_table(*names: str) -> str:
    """Return the source of `nets.layers.activations.ACTIVATIONS` with these functions only, for scripts."""
    entries = [f'    "{name}": lambda z: {ACTIVATION_SPECS[name].source.format(z="z")},' for name in names]
    return "\n".join(["ACTIVATIONS = {", *entries, "}"])
