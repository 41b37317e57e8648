"""Formulas of GPT with its current sizes, and the source that computes them; torch-free."""

from __future__ import annotations

from nets.experiment.formulas import Formula, number
from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_, Problem
from nets.layers.transformer_formulas import feed, heads, matrix, norm, queries, rotary, stream
from nets.models.gpt.experiment import GPT

BLOCK, WRITTEN = "nets/layers/transformer_block.py", "nets/layers/transformer_reference.py"


def formulas(experiment: GPT) -> tuple[Formula, ...]:
    """Return the formulas from the tokens through one block to the loss."""
    return (
        _entrance(experiment),
        *norm(experiment.net),
        queries(experiment.net),
        *rotary(experiment.net),
        _weights(experiment),
        heads(experiment.net),
        feed(experiment.net),
        stream(experiment.net),
        _output(experiment),
        _loss(experiment),
    )


def _entrance(experiment: GPT) -> Formula:
    net, info = experiment.net, experiment.info
    table = matrix("E", len(info.tokens), net.width)
    if net.positions == "learned":
        text = N_("The vector of the symbol plus the vector of its place; both tables are learnt.")
        line = rf"x_t = E_{{s_t}} + P_t, \quad {table}, \quad {matrix('P', info.length, net.width)}"
        return Formula(N_("Entrance"), (line,), Problem(text))
    if net.positions == "sinusoidal":
        text = N_("The vector of the symbol, which is learnt, plus waves that tell its place: fast ones and slow ones.")
        waves = rf"P_{{t,2i}} = \sin\frac{{t}}{{10000^{{2i/{net.width}}}}}, \quad P_{{t,2i+1}} = \cos\frac{{t}}"
        waves += rf"{{10000^{{2i/{net.width}}}}}"
        line = rf"x_t = \sqrt{{{net.width}}}\, E_{{s_t}} + P_t, \quad {table}"
        return Formula(N_("Entrance"), (line, waves), Problem(text))
    text = N_("The vector of the symbol alone. What tells the net its place is the mask: who may read how much.")
    if net.positions == "rotary":
        text = N_("The vector of the symbol alone. Its place turns the queries and keys of every head.")
    return Formula(N_("Entrance"), (rf"x_t = E_{{s_t}}, \quad {table}",), Problem(text))


def _weights(experiment: GPT) -> Formula:
    net = experiment.net
    causal = net.mask == "causal"
    positions = r"s \le t" if causal else rf"s = 1, \dots, {experiment.info.length}"
    scores = rf"e_{{ts}} = \frac{{q_t \cdot k_s}}{{\sqrt{{{net.width // net.heads}}}}}, \quad {positions}"
    text = N_("How well a key fits the query, as shares. The mask hides what comes later: the net has to foretell it.")
    if not causal:
        text = N_("How well a key fits the query, as shares. Without a mask the symbol to be foretold can be read off.")
    shares = r"\alpha_{ts} = \frac{e^{e_{ts}}}{\sum_{u} e^{e_{tu}}}"
    return Formula(N_("Attention weights"), (scores, shares), Problem(text))


def _output(experiment: GPT) -> Formula:
    net = experiment.net
    table = "E" if net.tied else "U"
    last = r"\operatorname{norm}(x_t)" if net.norm == "before" else "x_t"
    line = rf"z_t = {table}\, {last} \in \mathbb{{R}}^{{{len(experiment.info.tokens)}}}"
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
    """Return the source that runs at every update, the written-out attention, and the decoding."""
    net = experiment.net
    rotary = [Source(N_("Rotary positions"), "nets/layers/positions.py", "apply_rotary")]
    waves = [Source(N_("Positions"), "nets/layers/positions.py", "sinusoidal_positions")]
    return (
        Source(N_("Forward"), "nets/models/gpt/net.py", "GPTNet.forward"),
        Source(N_("Stack of blocks"), BLOCK, "TransformerStack.forward"),
        Source(N_("Block"), BLOCK, "TransformerBlock.forward"),
        Source(N_("Attention"), BLOCK, "MultiHeadAttention.forward"),
        *(rotary if net.positions == "rotary" else []),
        *(waves if net.positions == "sinusoidal" else []),
        Source(N_("Feed-forward"), BLOCK, "FeedForward.forward"),
        *([Source(N_("Layer norm"), BLOCK, "LayerNorm.forward")] if net.norm != "off" else []),
        *([Source(N_("Dropout"), "nets/layers/linear.py", "apply_dropout")] if net.dropout else []),
        Source(N_("Attention, written out"), WRITTEN, "trace_attention"),
        Source(N_("Loss"), "nets/models/recurrent/judge.py", "loss_of"),
        Source(N_("Writing, symbol by symbol"), "nets/models/gpt/net.py", "GPTNet.step"),
        Source(N_("One update"), "nets/training/trainer_state.py", "Training.update"),
        Source(N_("Optimizer"), "nets/experiment/optimizer_specs.py", f"OPTIMIZERS:{experiment.fit.optimizer}"),
    )
