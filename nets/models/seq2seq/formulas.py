"""Formulas of encoder-decoders with their current sizes, and the source that computes them; torch-free."""

from __future__ import annotations

from nets.experiment.formulas import Formula, number
from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_, Problem
from nets.models.seq2seq.experiment import Seq2Seq

MODULE, DECODER, ATTENTION = "nets/models/seq2seq/net.py", "nets/layers/decoder.py", "nets/layers/attention.py"
JUDGE, CELLS = "nets/models/seq2seq/judge.py", "nets/layers/recurrent_cells.py"


def formulas(experiment: Seq2Seq) -> tuple[Formula, ...]:
    """Return the formulas of the six steps of a translation and of the loss."""
    looks = [_scores(experiment), _context(experiment)] if experiment.has_attention else []
    return (_encode(experiment), _summary(experiment), _state(experiment), *looks, _output(experiment),
            _loss(experiment))  # fmt: skip


def _encode(experiment: Seq2Seq) -> Formula:
    net, vocabulary_size = experiment.net, experiment.vocabulary_sizes[0]
    table = rf"E \in \mathbb{{R}}^{{{vocabulary_size} \times {net.embedding}}}"
    positions = rf"s = 1, \dots, {experiment.lengths[0]}"
    if net.encoder == "cnn":
        line = (
            rf"h_s = \operatorname{{ReLU}}\left(b + \sum_{{u=0}}^{{{net.kernel - 1}}} W_u\,"
            rf" (E_{{x_{{s+u-{(net.kernel - 1) // 2}}}}} + p_{{s+u-{(net.kernel - 1) // 2}}})\right)"
        )
        text = N_("Kernels slide along the source; the waves p tell them where each symbol stands.")
        return Formula(N_("Encode"), (line, rf"{table}, \quad {positions}"), Problem(text))
    cell = _cell(net.encoder)
    ahead = rf"\overrightarrow{{h}}_s = {cell}\left(E_{{x_s}}, \overrightarrow{{h}}_{{s-1}}\right)"
    if not experiment.both:
        ahead = rf"h_s = {cell}\left(E_{{x_s}}, h_{{s-1}}\right)"
        text = N_("The encoder reads the source from its beginning; each encoding h knows what came before.")
        return Formula(N_("Encode"), (ahead, rf"{table}, \quad {positions}"), Problem(text))
    back = rf"\overleftarrow{{h}}_s = {cell}\left(E_{{x_s}}, \overleftarrow{{h}}_{{s+1}}\right)"
    joined = (
        rf"h_s = \left[\overrightarrow{{h}}_s; \overleftarrow{{h}}_s\right] \in \mathbb{{R}}^{{{experiment.memory}}}"
    )
    text = N_("Two encoders read the source, one from each end; each encoding h knows what stands on both sides.")
    return Formula(N_("Encode"), (ahead, back, joined, rf"{table}, \quad {positions}"), Problem(text))


def _cell(kind: str) -> str:
    return rf"\operatorname{{{kind.upper()}}}"


def _summary(experiment: Seq2Seq) -> Formula:
    net = experiment.net
    last = r"\left[\overrightarrow{h}_S; \overleftarrow{h}_1\right]" if experiment.both else "h_S"
    last = r"\frac{1}{S} \sum_s h_s" if net.encoder == "cnn" else last
    line = rf"d_0 = \tanh\left(W_0 {last} + b_0\right) \in \mathbb{{R}}^{{{net.hidden}}}"
    text = N_("One vector of {count} numbers, however long the source is: the decoder begins with it.")
    if not experiment.has_attention:
        text = N_(
            "One vector of {count} numbers, however long the source is: all that the decoder will ever know of it."
        )
    return Formula(N_("Vector of fixed length"), (line,), Problem(text, count=net.hidden))


def _state(experiment: Seq2Seq) -> Formula:
    cell, forcing = _cell(experiment.net.decoder), experiment.net.forcing
    line = rf"d_t = {cell}\left(F_{{y_{{t-1}}}}, d_{{t-1}}\right)"
    if forcing == 1:
        text = N_("The symbol before moves the decoder's state on. While it learns it is told the true one.")
        return Formula(N_("State of the decoder"), (line,), Problem(text))
    text = N_(
        "The symbol before moves the decoder's state on. While it learns it is told the true one {share:.0%} of the "
        "time, else the one it finds likeliest itself."
    )
    return Formula(N_("State of the decoder"), (line,), Problem(text, share=forcing))


def _scores(experiment: Seq2Seq) -> Formula:
    net, memory = experiment.net, experiment.memory
    shape = rf"\in \mathbb{{R}}^{{{net.hidden} \times {memory}}}"
    if net.attention == "additive":
        line = rf"e_{{ts}} = v^\top \tanh\left(A d_t + C h_s\right), \quad C {shape}"
        text = N_("Additive attention (Bahdanau): a small net with a hidden layer scores each encoding for the state.")
    elif net.attention == "scaled":
        line = rf"e_{{ts}} = \frac{{(A d_t) \cdot (C h_s)}}{{\sqrt{{{net.hidden}}}}}, \quad C {shape}"
        text = N_("Scaled dot product: longer vectors have larger products; the root of their length makes up for it.")
    else:
        line = rf"e_{{ts}} = d_t \cdot C h_s, \quad C {shape}" if memory != net.hidden else r"e_{ts} = d_t \cdot h_s"
        text = N_("Dot product: the more alike state and encoding are, the higher the score.")
    return Formula(N_("Scores"), (line,), Problem(text))


def _context(experiment: Seq2Seq) -> Formula:
    shares = r"\alpha_{ts} = \frac{e^{e_{ts}}}{\sum_{u=1}^{S} e^{e_{tu}}}"
    mixed = rf"c_t = \sum_{{s=1}}^{{S}} \alpha_{{ts}} h_s \in \mathbb{{R}}^{{{experiment.memory}}}"
    text = N_("The softmax makes shares of the scores; the context is the mean of all encodings by these shares.")
    return Formula(N_("Weights and context"), (shares, mixed), Problem(text))


def _output(experiment: Seq2Seq) -> Formula:
    vector = r"\left[d_t; c_t\right]" if experiment.has_attention else "d_t"
    line = rf"z_t = W {vector} + b \in \mathbb{{R}}^{{{experiment.vocabulary_sizes[1]}}}"
    return Formula(
        N_("Output"),
        (line, r"P(y_t = k) = \frac{e^{z_{tk}}}{\sum_j e^{z_{tj}}}"),
        Problem(N_("How probable each symbol is at this place of the answer; one of them is the end.")),
    )


def _loss(experiment: Seq2Seq) -> Formula:
    batch = number(experiment.fit.batch)
    line = rf"L = -\frac{{1}}{{N}} \sum_{{i=1}}^{{B}} \sum_t \ln P(y_{{it}}), \quad B = {batch}"
    text = N_("How improbable the N true symbols of a batch's answers were to the net, on average.")
    return Formula(N_("Loss"), (line,), Problem(text))


def sources(experiment: Seq2Seq) -> tuple[Source, ...]:
    """Return the source that runs at every update, with attention and the written-out decoder cell."""
    net = experiment.net
    looks = [
        Source(N_("Attention: scores"), ATTENTION, "SingleHeadAttention.scores"),
        Source(N_("Attention: weights"), ATTENTION, "masked_softmax"),
    ]
    return (
        Source(N_("Encoder"), MODULE, "SequenceEncoder.forward"),
        Source(N_("Decoder"), DECODER, "RecurrentDecoder.forward"),
        *(looks if experiment.has_attention else []),
        Source(N_("Output"), DECODER, "RecurrentDecoder.logits"),
        *([Source(N_("Scheduled sampling"), DECODER, "RecurrentDecoder.mix_tokens")] if net.forcing < 1 else []),
        Source(N_("The cell, written out"), CELLS, f"{net.decoder}_cell"),
        Source(N_("Writing an answer"), "nets/decoding/search.py", "greedy_search"),
        Source(N_("Beam search"), "nets/decoding/search.py", "beam_search"),
        *([Source(N_("Dropout"), "nets/layers/linear.py", "apply_dropout")] if net.dropout else []),
        Source(N_("Loss"), JUDGE, "loss_of"),
        Source(N_("One update"), "nets/training/trainer_state.py", "Training.update"),
        Source(N_("Optimizer"), "nets/experiment/optimizer_specs.py", f"OPTIMIZERS:{experiment.fit.optimizer}"),
    )
