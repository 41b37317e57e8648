"""A block in formulas with its current sizes, the same in every Transformer; torch-free.

`net` are the settings of a net: width, heads, layers, feed, norm, residual, positions.
"""

from __future__ import annotations

from typing import Any

from nets.experiment.formulas import Formula
from nets.experiment.user_error import N_, Problem


def matrix(letter: str, rows: int, columns: int) -> str:
    """Return a matrix with its shape."""
    return rf"{letter} \in \mathbb{{R}}^{{{rows} \times {columns}}}"


def norm(net: Any) -> tuple[Formula, ...]:
    """Return the layer norm; nothing without one."""
    if net.norm == "off":
        return ()
    line = r"\operatorname{norm}(x) = g \odot \frac{x - \bar{x}}{\sqrt{\sigma_x^2 + 10^{-5}}} + b"
    text = N_("Layer norm: the numbers of each vector get mean 0 and deviation 1, then a learnt scale g and shift b.")
    return (Formula(N_("Layer norm"), (line,), Problem(text)),)


def block_input(net: Any) -> str:
    """Return the input of a part of a block."""
    return r"\operatorname{norm}(x_t)" if net.norm == "before" else "x_t"


def queries(net: Any) -> Formula:
    """Return the queries, keys and values of every position."""
    head = net.width // net.heads
    line = r"q_t = W_Q u_t + b_Q, \quad k_t = W_K u_t + b_K, \quad v_t = W_V u_t + b_V, \quad "
    line += rf"u_t = {block_input(net)}"
    text = N_(
        "Every place asks with a query, is found by its key and gives its value. The {heads} heads share the width: "
        "each has {count} numbers of every vector."
    )
    return Formula(
        N_("Queries, keys, values"), (line, matrix("W_Q, W_K, W_V", net.width, net.width)),
        Problem(text, heads=net.heads, count=head),
    )  # fmt: skip


def rotary(net: Any) -> tuple[Formula, ...]:
    """Return how queries and keys are rotated; nothing without rotary positions."""
    if net.positions != "rotary":
        return ()
    line = r"\begin{pmatrix} a \\ b \end{pmatrix} \leftarrow \begin{pmatrix} \cos t\theta_i & -\sin t\theta_i \\ "
    line += r"\sin t\theta_i & \cos t\theta_i \end{pmatrix} \begin{pmatrix} a \\ b \end{pmatrix}, \quad "
    line += rf"\theta_i = 10000^{{-2i/{net.width // net.heads}}}"
    text = N_("Each two numbers of a query or key are turned by the place t; products then tell how far apart two are.")
    return (Formula(N_("Rotary positions"), (line,), Problem(text)),)


def heads(net: Any) -> Formula:
    """Return the output of attention from its heads."""
    line = (
        rf"a_t = W_O \left[m^1_t; \dots; m^{{{net.heads}}}_t\right] + b_O, \quad m^h_t = \sum_s \alpha^h_{{ts}} v^h_s"
    )
    text = N_("Each head takes of the values by its shares; one matrix puts what the heads have found together.")
    return Formula(N_("Heads"), (line, matrix("W_O", net.width, net.width)), Problem(text))


def feed(net: Any, bend: str = "GELU") -> Formula:
    """Return the feed-forward part."""
    inner = net.feed * net.width
    line = rf"f_t = W_2 \operatorname{{{bend}}}\left(W_1 u_t + b_1\right) + b_2, \quad u_t = {block_input(net)}"
    sizes = matrix("W_1", inner, net.width) + r", \quad " + matrix("W_2", net.width, inner)
    text = N_("Two layers with {count} neurons between them, the same ones at every place, each place by itself.")
    return Formula(N_("Feed-forward"), (line, sizes), Problem(text, count=inner))


def stream(net: Any) -> Formula:
    """Return how the parts are added to the residual stream."""
    residual = "x_t + " if net.residual else ""
    lines = [rf"x_t \leftarrow {residual}{part}" for part in ("a_t", "f_t")]
    if net.norm == "after":
        lines = [rf"x_t \leftarrow \operatorname{{norm}}\left({residual}{part}\right)" for part in ("a_t", "f_t")]
    text = N_("Each part adds to the stream x what it has made; {count} such blocks follow one another.")
    if not net.residual:
        text = N_("Without residual connections each part takes the place of what came in; {count} blocks follow so.")
    return Formula(N_("Residual stream"), tuple(lines), Problem(text, count=net.layers))
