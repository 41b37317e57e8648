"""Define example formulas, as users type them; the data in them are frozen."""

from __future__ import annotations

from typing import NamedTuple

from nets.experiment.user_error import N_


class Sample(NamedTuple):
    """An example; `title` is English, marked for translation, `frozen` are labels of nodes."""

    title: str
    text: str
    frozen: tuple[str, ...] = ()


SAMPLES = {
    "formula": Sample(
        N_("A formula"),
        "x = 1.5; y = -0.5\np = x*y + x\nf = p^2 + sin(x)",
    ),
    "neuron": Sample(
        N_("One neuron"),
        "x1 = 1; x2 = -2; t = -0.5\nw1 = 0.6; w2 = 0.2; b = 0.1\ns = w1*x1 + w2*x2 + b\ny = tanh(s)\nloss = (y - t)^2",
        ("x1", "x2", "t"),
    ),
    "net": Sample(
        N_("A 2-2-1 net"),
        "x1 = 1; x2 = -1; t = 0.5\n"
        "u11 = 0.6; u12 = -0.4; a1 = 0.1\nu21 = 0.3; u22 = 0.8; a2 = -0.2\nv1 = -0.7; v2 = 0.5; c = 0.1\n"
        "h1 = tanh(u11*x1 + u12*x2 + a1)\nh2 = tanh(u21*x1 + u22*x2 + a2)\n"
        "y = v1*h1 + v2*h2 + c\nloss = (y - t)^2",
        ("x1", "x2", "t"),
    ),
    "softmax": Sample(
        N_("Softmax and cross-entropy"),
        "z1 = 2; z2 = 1; z3 = -1\ne1 = exp(z1); e2 = exp(z2); e3 = exp(z3)\np1 = e1 / (e1 + e2 + e3)\nloss = -log(p1)",
    ),
    "chain": Sample(
        N_("A deep chain, one weight"),
        "x = 0.8; w = 1.2; t = 0\n"
        "h1 = tanh(w*x)\nh2 = tanh(w*h1)\nh3 = tanh(w*h2)\nh4 = tanh(w*h3)\nh5 = tanh(w*h4)\nloss = (h5 - t)^2",
        ("x", "t"),
    ),
}
