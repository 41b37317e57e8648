"""Formulas of nets that read sequences with their current sizes, and the source that computes them; torch-free."""

from __future__ import annotations

from nets.experiment.formulas import Formula, number
from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_, Problem
from nets.models.recurrent.experiment import Recurrent

MODULE, LAYERS, WRITTEN, JUDGE = (
    "nets/models/recurrent/net.py",
    "nets/layers/recurrent.py",
    "nets/layers/recurrent_cells.py",
    "nets/models/recurrent/judge.py",
)
SUMS = r"W_{x<g>} x_t + b_{x<g>} + W_{h<g>} h_{t-1} + b_{h<g>}"


def formulas(experiment: Recurrent) -> tuple[Formula, ...]:
    """Return the formulas of input, gates, backpropagation through time, output and loss."""
    cell = {"rnn": _rnn, "gru": _gru, "lstm": _lstm, "cnn": _cnn, "attention": _attention}[experiment.net.cell]
    chosen_formulas = [_input(experiment), cell(experiment)]
    chosen_formulas += [_back(experiment)] if experiment.recurrent else []
    return (*chosen_formulas, _output(experiment), _loss(experiment))


def _gate(letter: str, gate: str, bend: str = r"\sigma") -> str:
    return rf"{letter}_t = {bend}\left({SUMS.replace('<g>', gate)}\right)"


def _input(experiment: Recurrent) -> Formula:
    info, net = experiment.info, experiment.net
    steps = rf"t = 1, \dots, {info.length}"
    if not info.tokens:
        text = N_("At each step {count} numbers come in.")
        return Formula(
            N_("Input"), (rf"x_t \in \mathbb{{R}}^{{{len(info.features)}}}, \quad {steps}",),
            Problem(text, count=len(info.features)),
        )  # fmt: skip
    if not net.embedding:
        line = rf"x_t = e_{{s_t}} \in \{{0, 1\}}^{{{len(info.tokens)}}}, \quad {steps}"
        return Formula(N_("Input"), (line,), Problem(N_("One-hot: a 1 in the place of the symbol, else zeros.")))
    line = rf"x_t = E_{{s_t}}, \quad E \in \mathbb{{R}}^{{{len(info.tokens)} \times {net.embedding}}}, \quad {steps}"
    return Formula(
        N_("Input"), (line,), Problem(N_("Each symbol has a row of the table E: its vector, which is learnt."))
    )


def _sizes(experiment: Recurrent, gates: int) -> str:
    """Return the shapes of all gates' weights in the first layer."""
    info, hidden = experiment.info, experiment.net.hidden
    width = (experiment.net.embedding or len(info.tokens)) if info.tokens else len(info.features)
    rows = gates * hidden
    return rf"W_x \in \mathbb{{R}}^{{{rows} \times {width}}}, \quad W_h \in \mathbb{{R}}^{{{rows} \times {hidden}}}"


def _rnn(experiment: Recurrent) -> Formula:
    bend = r"\tanh" if experiment.net.activation == "tanh" else r"\operatorname{ReLU}"
    text = N_("The state h carries on what has been read; the same weights serve at every step.")
    line = _gate("h", "", bend).replace("_{x}", "_x").replace("_{h}", "_h")
    return Formula(N_("Recurrent cell"), (line, _sizes(experiment, 1)), Problem(text))


def _gru(experiment: Recurrent) -> Formula:
    candidate = r"n_t = \tanh\left(W_{xn} x_t + b_{xn} + r_t \odot (W_{hn} h_{t-1} + b_{hn})\right)"
    mix = r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}"
    text = N_(
        "Reset gate r near 0: the candidate n leaves the past out. Update gate z near 1 keeps the old state, near 0 "
        "takes the candidate; this is torch's convention, and some books write z the other way round."
    )
    lines = (_gate("r", "r"), _gate("z", "z"), candidate, mix, _sizes(experiment, 3))
    return Formula(N_("GRU cell"), lines, Problem(text))


def _lstm(experiment: Recurrent) -> Formula:
    state = (r"c_t = f_t \odot c_{t-1} + i_t \odot g_t", r"h_t = o_t \odot \tanh(c_t)")
    gates = (_gate("i", "i"), _gate("f", "f"), _gate("g", "g", r"\tanh"), _gate("o", "o"))
    text = N_(
        "The forget gate f says how much of the cell c is kept, the input gate i how much of the candidate g is added, "
        "the output gate o how much of the cell is shown as state h."
    )
    return Formula(N_("LSTM cell"), (*gates, *state, _sizes(experiment, 4)), Problem(text))


def _cnn(experiment: Recurrent) -> Formula:
    net = experiment.net
    position = "t - d u" if experiment.causal else rf"t + d (u - {net.kernel // 2})"
    line = rf"h_t = \operatorname{{ReLU}}\left(b + \sum_{{u=0}}^{{{net.kernel - 1}}} W_u\, x_{{{position}}}\right)"
    spaces = ", ".join(str(2**position) for position in range(net.layers))
    text = N_("A kernel slides along the sequence; its places lie d steps apart, twice as far in each further layer.")
    return Formula(N_("Convolution"), (line, rf"d = {spaces}"), Problem(text))


def _attention(experiment: Recurrent) -> Formula:
    hidden = experiment.net.hidden
    positions = r"s \le t" if experiment.causal else "s"
    shares = rf"\alpha_{{ts}} = \operatorname{{softmax}}_{{{positions}}} \frac{{q_t \cdot k_s}}{{\sqrt{{{hidden}}}}}"
    lines = (r"q_t = W_q x_t, \quad k_t = W_k x_t, \quad v_t = W_v x_t", shares, r"h_t = x_t + \sum_s \alpha_{ts} v_s")
    text = N_(
        "Every step compares its query with the keys of all steps at once and takes of their values by the shares α."
    )
    return Formula(N_("Attention"), lines, Problem(text))


def _back(experiment: Recurrent) -> Formula:
    net = experiment.net
    most = net.truncate or experiment.info.length
    product = r"\frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial h_T} \prod_{s=t+1}^{T} J_s"
    text = N_(
        "On its way back through time the gradient is multiplied by one matrix J a step, {count} times at most here: "
        "factors below 1 make it vanish, factors above 1 explode."
    )
    line = rf"{product}, \quad J_s = \frac{{\partial h_s}}{{\partial h_{{s-1}}}}, \quad T - t \le {most}"
    return Formula(N_("Back through time"), (line,), Problem(text, count=most))


def _output(experiment: Recurrent) -> Formula:
    info = experiment.info
    state = "h_t" if info.per_step else "h_T" if experiment.recurrent else r"\left[\bar{h}, \max_t h_t\right]"
    line = rf"z = W {state} + b, \quad z \in \mathbb{{R}}^{{{experiment.outputs}}}"
    more = r", \quad \hat{y}_k = \frac{e^{z_k}}{\sum_j e^{z_j}}" if info.classes else ""
    text = N_("The answer is read off the states: at every step, or once for the whole sequence.")
    return Formula(N_("Output layer"), (line + more,), Problem(text))


def _loss(experiment: Recurrent) -> Formula:
    batch = number(experiment.fit.batch)
    if not experiment.info.classes:
        line = rf"L = \frac{{1}}{{B}} \sum_{{i=1}}^{{B}} (\hat{{y}}_i - y_i)^2, \quad B = {batch}"
    elif experiment.info.per_step:
        line = rf"L = -\frac{{1}}{{N}} \sum_{{i=1}}^{{B}} \sum_t \ln \hat{{y}}_{{i, t, y_{{it}}}}, \quad B = {batch}"
    else:
        line = rf"L = -\frac{{1}}{{B}} \sum_{{i=1}}^{{B}} \ln \hat{{y}}_{{i, y_i}}, \quad B = {batch}"
    lines = (line, r"\text{bits} = L / \ln 2") if experiment.data.name == "text" else (line,)
    return Formula(N_("Loss"), lines, Problem(N_("How wrong the answers ŷ are, against the true targets y.")))


def sources(experiment: Recurrent) -> tuple[Source, ...]:
    """Return the source that runs at every update, and the written-out cell."""
    net = experiment.net
    layer = {"cnn": "ConvolutionLayer", "attention": "SelfAttentionLayer"}.get(net.cell, "RecurrentLayer")
    return (
        *([Source(N_("Initial weights"), LAYERS, "RecurrentLayer.init_weights")] if experiment.recurrent else []),
        Source(N_("Forward"), MODULE, "SequenceNet.outputs"),
        Source(N_("Layer"), LAYERS, f"{layer}.forward"),
        *([Source(N_("Truncated backpropagation"), LAYERS, "run_fused")] if experiment.recurrent else []),
        *([Source(N_("The cell, written out"), WRITTEN, f"{net.cell}_cell")] if experiment.recurrent else []),
        *([Source(N_("Dropout"), "nets/layers/linear.py", "apply_dropout")] if net.dropout else []),
        Source(N_("Loss"), JUDGE, "loss_of"),
        Source(N_("One update"), "nets/training/trainer_state.py", "Training.update"),
        Source(N_("Optimizer"), "nets/experiment/optimizer_specs.py", f"OPTIMIZERS:{experiment.fit.optimizer}"),
    )
