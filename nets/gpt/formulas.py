"""GPT in formulas with its current sizes, and where they are computed; torch-free."""

from __future__ import annotations

from nets.gpt.experiment import GPT
from nets.training.formulas import Formula, number
from nets.training.problem import N_, Problem
from nets.training.source import Source

BLOCK, WRITTEN = "nets/transformer/block.py", "nets/transformer/written.py"


def formulas(experiment: GPT) -> tuple[Formula, ...]:
    """From symbols through one block to the loss, as the net stands."""
    return (
        _entrance(experiment),
        *_norm(experiment),
        _queries(experiment),
        *_rotary(experiment),
        _weights(experiment),
        _heads(experiment),
        _feed(experiment),
        _stream(experiment),
        _output(experiment),
        _loss(experiment),
    )


def _matrix(letter: str, rows: int, columns: int) -> str:
    return rf"{letter} \in \mathbb{{R}}^{{{rows} \times {columns}}}"


def _entrance(experiment: GPT) -> Formula:
    net, held = experiment.net, experiment.about
    table = _matrix("E", len(held.symbols), net.width)
    if net.positions == "learned":
        text = N_("The vector of the symbol plus the vector of its place; both tables are learnt.")
        line = rf"x_t = E_{{s_t}} + P_t, \quad {table}, \quad {_matrix('P', held.length, net.width)}"
        return Formula(N_("Entrance"), (line,), Problem(text))
    if net.positions == "sinusoidal":
        text = N_("The vector of the symbol, which is learnt, plus waves that tell its place: fast ones and slow ones.")
        waves = rf"P_{{t,2i}} = \sin\frac{{t}}{{10000^{{2i/{net.width}}}}}, \quad P_{{t,2i+1}} = \cos\frac{{t}}"
        waves += rf"{{10000^{{2i/{net.width}}}}}"
        return Formula(N_("Entrance"), (rf"x_t = E_{{s_t}} + P_t, \quad {table}", waves), Problem(text))
    text = N_("The vector of the symbol alone. What tells the net its place is the mask: who may read how much.")
    if net.positions == "rotary":
        text = N_("The vector of the symbol alone. Its place turns the queries and keys of every head.")
    return Formula(N_("Entrance"), (rf"x_t = E_{{s_t}}, \quad {table}",), Problem(text))


def _norm(experiment: GPT) -> tuple[Formula, ...]:
    if experiment.net.norm == "off":
        return ()
    line = r"\operatorname{norm}(x) = g \odot \frac{x - \bar{x}}{\sqrt{\sigma_x^2 + 10^{-5}}} + b"
    text = N_("Layer norm: the numbers of each vector get mean 0 and deviation 1, then a learnt scale g and shift b.")
    return (Formula(N_("Layer norm"), (line,), Problem(text)),)


def _entered(experiment: GPT) -> str:
    """What a part reads of the stream."""
    return r"\operatorname{norm}(x_t)" if experiment.net.norm == "before" else "x_t"


def _queries(experiment: GPT) -> Formula:
    net = experiment.net
    head = net.width // net.heads
    made = r"q_t = W_Q u_t + b_Q, \quad k_t = W_K u_t + b_K, \quad v_t = W_V u_t + b_V, \quad "
    made += rf"u_t = {_entered(experiment)}"
    text = N_(
        "Every place asks with a query, is found by its key and gives its value. The {heads} heads share the width: "
        "each has {count} numbers of every vector."
    )
    return Formula(
        N_("Queries, keys, values"), (made, _matrix("W_Q, W_K, W_V", net.width, net.width)),
        Problem(text, heads=net.heads, count=head),
    )  # fmt: skip


def _rotary(experiment: GPT) -> tuple[Formula, ...]:
    net = experiment.net
    if net.positions != "rotary":
        return ()
    line = r"\begin{pmatrix} a \\ b \end{pmatrix} \leftarrow \begin{pmatrix} \cos t\theta_i & -\sin t\theta_i \\ "
    line += r"\sin t\theta_i & \cos t\theta_i \end{pmatrix} \begin{pmatrix} a \\ b \end{pmatrix}, \quad "
    line += rf"\theta_i = 10000^{{-2i/{net.width // net.heads}}}"
    text = N_("Each two numbers of a query or key are turned by the place t; products then tell how far apart two are.")
    return (Formula(N_("Rotary positions"), (line,), Problem(text)),)


def _weights(experiment: GPT) -> Formula:
    net = experiment.net
    causal = net.mask == "causal"
    seen = r"s \le t" if causal else rf"s = 1, \dots, {experiment.about.length}"
    scores = rf"e_{{ts}} = \frac{{q_t \cdot k_s}}{{\sqrt{{{net.width // net.heads}}}}}, \quad {seen}"
    text = N_("How well a key fits the query, as shares. The mask hides what comes later: the net has to foretell it.")
    if not causal:
        text = N_("How well a key fits the query, as shares. Without a mask the symbol to be foretold can be read off.")
    shares = r"\alpha_{ts} = \frac{e^{e_{ts}}}{\sum_{u} e^{e_{tu}}}"
    return Formula(N_("Attention weights"), (scores, shares), Problem(text))


def _heads(experiment: GPT) -> Formula:
    net = experiment.net
    line = (
        rf"a_t = W_O \left[m^1_t; \dots; m^{{{net.heads}}}_t\right] + b_O, \quad m^h_t = \sum_s \alpha^h_{{ts}} v^h_s"
    )
    text = N_("Each head takes of the values by its shares; one matrix puts what the heads have found together.")
    return Formula(N_("Heads"), (line, _matrix("W_O", net.width, net.width)), Problem(text))


def _feed(experiment: GPT) -> Formula:
    net = experiment.net
    inner = net.feed * net.width
    line = rf"f_t = W_2 \operatorname{{GELU}}\left(W_1 u_t + b_1\right) + b_2, \quad u_t = {_entered(experiment)}"
    sizes = _matrix("W_1", inner, net.width) + r", \quad " + _matrix("W_2", net.width, inner)
    text = N_("Two layers with {count} neurons between them, the same ones at every place, each place by itself.")
    return Formula(N_("Feed-forward"), (line, sizes), Problem(text, count=inner))


def _stream(experiment: GPT) -> Formula:
    net = experiment.net
    kept = "x_t + " if net.residual else ""
    lines = [rf"x_t \leftarrow {kept}{part}" for part in ("a_t", "f_t")]
    if net.norm == "after":
        lines = [rf"x_t \leftarrow \operatorname{{norm}}\left({kept}{part}\right)" for part in ("a_t", "f_t")]
    text = N_("Each part adds to the stream x what it has made; {count} such blocks follow one another.")
    if not net.residual:
        text = N_("Without residual connections each part takes the place of what came in; {count} blocks follow so.")
    return Formula(N_("Residual stream"), tuple(lines), Problem(text, count=net.layers))


def _output(experiment: GPT) -> Formula:
    net = experiment.net
    table = "E" if net.tied else "U"
    last = r"\operatorname{norm}(x_t)" if net.norm == "before" else "x_t"
    line = rf"z_t = {table}\, {last} \in \mathbb{{R}}^{{{len(experiment.about.symbols)}}}"
    text = N_(
        "The table that reads symbols also writes them: the more alike vector and stream, the likelier the symbol."
    )
    if not net.tied:
        text = N_("A second table compares the stream with a vector for every symbol.")
    return Formula(N_("Output"), (line, r"P(s_{t+1} = k) = \frac{e^{z_{tk}}}{\sum_j e^{z_{tj}}}"), Problem(text))


def _loss(experiment: GPT) -> Formula:
    batch = number(experiment.fit.batch)
    line = rf"L = -\frac{{1}}{{N}} \sum_{{i=1}}^{{{batch}}} \sum_t \ln P(s_{{i,t+1}})"
    text = N_("How improbable the N symbols that really came next were to the net, on average; b is the same in bits.")
    return Formula(N_("Loss"), (line, r"b = L / \ln 2"), Problem(text))


def sources(experiment: GPT) -> tuple[Source, ...]:
    """What runs at every update, the same written out to be looked at, and how it writes."""
    net = experiment.net
    turned = [Source(N_("Rotary positions"), "nets/transformer/positions.py", "rotated")]
    waves = [Source(N_("Positions"), "nets/transformer/positions.py", "sinusoidal")]
    return (
        Source(N_("Forward"), "nets/gpt/net.py", "GPTNet.forward"),
        Source(N_("Stack of blocks"), BLOCK, "Stack.forward"),
        Source(N_("Block"), BLOCK, "Block.forward"),
        Source(N_("Attention"), BLOCK, "Attention.forward"),
        *(turned if net.positions == "rotary" else []),
        *(waves if net.positions == "sinusoidal" else []),
        Source(N_("Feed-forward"), BLOCK, "Feed.forward"),
        *([Source(N_("Layer norm"), BLOCK, "Norm.forward")] if net.norm != "off" else []),
        *([Source(N_("Dropout"), "nets/perceptron/net.py", "drop")] if net.dropout else []),
        Source(N_("Attention, written out"), WRITTEN, "heads"),
        Source(N_("Loss"), "nets/recurrent/judge.py", "loss_of"),
        Source(N_("Writing, symbol by symbol"), "nets/gpt/net.py", "GPTNet.step"),
        Source(N_("One update"), "nets/training/training.py", "Training.update"),
        Source(N_("Optimizer"), "nets/training/optimizers.py", f"make:{experiment.fit.optimizer}"),
    )
