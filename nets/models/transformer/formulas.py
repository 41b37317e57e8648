"""Formulas of the Transformer with its current sizes, and the source that computes them; torch-free."""

from __future__ import annotations

from nets.experiment.formulas import Formula, number
from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_, Problem
from nets.layers.transformer_formulas import feed, heads, matrix, norm, queries, rotary, stream
from nets.models.transformer.experiment import Transformer

MODULE, BLOCK, WRITTEN = (
    "nets/models/transformer/net.py",
    "nets/layers/transformer_block.py",
    "nets/layers/transformer_reference.py",
)
PLACES = "nets/layers/positions.py"


def formulas(experiment: Transformer) -> tuple[Formula, ...]:
    """Return the formulas from the tokens through a block of each stack to the loss."""
    net = experiment.net
    return (
        _entrance(experiment),
        *norm(net),
        queries(net),
        *rotary(net),
        _weights(experiment),
        heads(net),
        _crossed(experiment),
        feed(net, "ReLU" if net.activation == "relu" else "GELU"),
        stream(net),
        _output(experiment),
        _loss(experiment),
    )


def _entrance(experiment: Transformer) -> Formula:
    net, (sources, targets) = experiment.net, experiment.vocabulary_sizes
    tables = matrix("E", sources, net.width) + r", \quad " + matrix("F", targets, net.width)
    if net.positions == "sinusoidal":
        text = N_("The vector of the symbol, which is learnt, plus waves that tell its place: fast ones and slow ones.")
        waves = rf"P_{{s,2i}} = \sin\frac{{s}}{{10000^{{2i/{net.width}}}}}, \quad P_{{s,2i+1}} = \cos\frac{{s}}"
        waves += rf"{{10000^{{2i/{net.width}}}}}"
        sum_of = rf"x_s = \sqrt{{{net.width}}}\, E_s + P_s, \quad {tables}"
        return Formula(N_("Entrance"), (sum_of, waves), Problem(text))
    if net.positions == "learned":
        text = N_("The vector of the symbol plus the vector of its place; both tables are learnt.")
        position_table = matrix("P", experiment.position_count, net.width)
        return Formula(N_("Entrance"), (rf"x_s = E_s + P_s, \quad {tables}", position_table), Problem(text))
    text = N_("The vector of the symbol alone: the encoder reads a bag of symbols, in no order.")
    if net.positions == "rotary":
        text = N_("The vector of the symbol alone. Its place turns the queries and keys of every head.")
    return Formula(N_("Entrance"), (rf"x_s = E_s, \quad {tables}",), Problem(text))


def _weights(experiment: Transformer) -> Formula:
    net, (read, _written) = experiment.net, experiment.lengths
    scores = rf"e_{{ts}} = \frac{{q_t \cdot k_s}}{{\sqrt{{{net.width // net.heads}}}}}"
    shares = r"\alpha_{ts} = \frac{e^{e_{ts}}}{\sum_{u} e^{e_{tu}}}"
    positions = rf"\text{{encoder: }} s = 1, \dots, {read} \qquad \text{{decoder: }} s \le t"
    text = N_(
        "How well a key fits the query, as shares. The encoder may look everywhere; in the decoder a mask hides what "
        "comes later, which is still to be written."
    )
    return Formula(N_("Attention weights"), (scores, positions, shares), Problem(text))


def _crossed(experiment: Transformer) -> Formula:
    projections = r"q_t = W_Q\, u_t + b_Q, \quad k_s = W_K\, h_s + b_K, \quad v_s = W_V\, h_s + b_V"
    text = N_(
        "Cross-attention: the decoder asks, and the encoder's {count} last vectors h are asked. Else it is the same."
    )
    return Formula(N_("Cross-attention"), (projections,), Problem(text, count=experiment.lengths[0]))


def _output(experiment: Transformer) -> Formula:
    net = experiment.net
    last = r"\operatorname{norm}(x_t)" if net.norm == "before" else "x_t"
    table = "F" if net.tied else "U"
    line = rf"z_t = {table}\, {last} \in \mathbb{{R}}^{{{experiment.vocabulary_sizes[1]}}}"
    text = N_(
        "The table that reads symbols also writes them: the more alike vector and stream, the likelier the symbol."
    )
    if not net.tied:
        text = N_("A second table compares the stream with a vector for every symbol.")
    return Formula(N_("Output"), (line, r"P(y_t = k) = \frac{e^{z_{tk}}}{\sum_j e^{z_{tj}}}"), Problem(text))


def _loss(experiment: Transformer) -> Formula:
    batch = number(experiment.fit.batch)
    line = rf"L = -\frac{{1}}{{N}} \sum_{{i=1}}^{{{batch}}} \sum_t \ln P(y_{{it}})"
    text = N_("How improbable the N true symbols of a batch's answers were to the net, on average.")
    return Formula(N_("Loss"), (line,), Problem(text))


def sources(experiment: Transformer) -> tuple[Source, ...]:
    """Return the source that runs at every update, the written-out attention, and the decoding."""
    net = experiment.net
    rotary = [Source(N_("Rotary positions"), PLACES, "apply_rotary")]
    waves = [Source(N_("Positions"), PLACES, "sinusoidal_positions")]
    return (
        Source(N_("Encoder"), MODULE, "TransformerNet.encode_source"),
        Source(N_("Decoder"), MODULE, "TransformerNet.decode"),
        Source(N_("Stack of blocks"), BLOCK, "TransformerStack.forward"),
        Source(N_("Block"), BLOCK, "TransformerBlock.forward"),
        Source(N_("Attention"), BLOCK, "MultiHeadAttention.forward"),
        Source(N_("Cross-attention"), BLOCK, "TransformerBlock.cross_attend"),
        *(rotary if net.positions == "rotary" else []),
        *(waves if net.positions == "sinusoidal" else []),
        Source(N_("Feed-forward"), BLOCK, "FeedForward.forward"),
        *([Source(N_("Layer norm"), BLOCK, "LayerNorm.forward")] if net.norm != "off" else []),
        *([Source(N_("Dropout"), "nets/layers/linear.py", "apply_dropout")] if net.dropout else []),
        Source(N_("Attention, written out"), WRITTEN, "trace_attention"),
        Source(N_("Loss"), "nets/models/seq2seq/judge.py", "loss_of"),
        Source(N_("One symbol further, with keys and values kept"), MODULE, "TransformerNet.step"),
        Source(N_("Writing an answer"), "nets/decoding/search.py", "greedy_search"),
        Source(N_("Beam search"), "nets/decoding/search.py", "beam_search"),
        Source(N_("One update"), "nets/training/trainer_state.py", "Training.update"),
        Source(N_("Optimizer"), "nets/experiment/optimizer_specs.py", f"OPTIMIZERS:{experiment.fit.optimizer}"),
    )
