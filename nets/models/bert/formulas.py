"""Formulas of BERT with its current sizes, and the source that computes them; torch-free."""

from __future__ import annotations

from nets.experiment.formulas import Formula, number
from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_, Problem
from nets.layers import transformer_formulas as blocks
from nets.layers.transformer_formulas import matrix
from nets.models.bert.experiment import Bert

BLOCK, WRITTEN = "nets/layers/transformer_block.py", "nets/layers/transformer_reference.py"
NET, JUDGE, MASKING, BUILD = (f"nets/models/bert/{name}.py" for name in ("net", "judge", "masking", "build"))


def formulas(experiment: Bert) -> tuple[Formula, ...]:
    """Return the formulas from the tokens through one block to the loss."""
    fills = experiment.data.goal == "blanks"
    return (
        *([_shown(experiment)] if fills else []),
        _entrance(experiment),
        *blocks.norm(experiment.net),
        blocks.queries(experiment.net),
        *blocks.rotary(experiment.net),
        _weights(experiment),
        blocks.heads(experiment.net),
        blocks.feed(experiment.net, experiment.net.activation.upper()),
        blocks.stream(experiment.net),
        *([_blank(experiment), *_next(experiment)] if fills else [_verdict(experiment)]),
        _loss(experiment),
    )


def _shown(experiment: Bert) -> Formula:
    share = experiment.data.masked
    kinds = ((0.8, r"[\text{MASK}]"), (0.1, r"\text{any symbol}"), (0.1, "s_t"))
    lines = [rf"P(\tilde s_t = {what}) = {share * part:.3g}" for part, what in kinds]
    text = N_(
        "{share:.0%} of the symbols are asked for. Most of them are hidden, some replaced, some left as they are."
    )
    return Formula(N_("Blanks"), tuple(lines), Problem(text, share=share))


def _entrance(experiment: Bert) -> Formula:
    net = experiment.net
    placed = {"learned": " + P_t", "sinusoidal": " + P_t"}.get(net.positions, "")
    sizes = [matrix("E", experiment.vocabulary_size, net.width), matrix("G", 2, net.width)]
    sizes += [matrix("P", experiment.data.length, net.width)] if placed else []
    text = N_("The vector of the symbol, that of its sentence, the first or the second, and that of its place.")
    if not placed:
        text = N_("The vector of the symbol and that of its sentence, the first or the second.")
    return Formula(N_("Entrance"), (rf"x_t = E_{{s_t}} + G_{{g_t}}{placed}", r", \quad ".join(sizes)), Problem(text))


def _weights(experiment: Bert) -> Formula:
    net = experiment.net
    scores = rf"e_{{ts}} = \frac{{q_t \cdot k_s}}{{\sqrt{{{net.width // net.heads}}}}}, \quad s = 1, \dots, T"
    scores += rf", \quad T \le {experiment.data.length}"
    text = N_("How well a key fits the query, as shares. Every place reads all others: what stands before and after.")
    return Formula(
        N_("Attention weights"), (scores, r"\alpha_{ts} = \frac{e^{e_{ts}}}{\sum_{u} e^{e_{tu}}}"), Problem(text)
    )


def _blank(experiment: Bert) -> Formula:
    line = r"z_t = E \operatorname{norm}\left(\operatorname{GELU}(W_H x_t + b_H)\right) + b"
    text = N_("The vector that leaves a blank is compared with that of every symbol, in the table that reads them.")
    size = rf"z_t \in \mathbb{{R}}^{{{experiment.vocabulary_size}}}"
    shares = r"P(s_t = k) = \frac{e^{z_{tk}}}{\sum_j e^{z_{tj}}}"
    return Formula(N_("Filling a blank"), (line + r", \quad " + size, shares), Problem(text))


def _pooled() -> str:
    return r"p = \tanh(W_P x_1 + b_P)"


def _next(experiment: Bert) -> tuple[Formula, ...]:
    if not experiment.data.next:
        return ()
    text = N_("The vector of the first place, [CLS], has to tell whether the second sentence follows the first.")
    line = r"P(\text{next}) = \operatorname{softmax}(W_N p + b_N)_1"
    return (Formula(N_("Next sentence"), (_pooled(), line), Problem(text)),)


def _verdict(experiment: Bert) -> Formula:
    text = N_("The vector of the first place, [CLS], is all that the verdict is read off. Only W and b begin anew.")
    line = rf"P(c) = \operatorname{{softmax}}(W p + b)_c, \quad {matrix('W', 2, experiment.net.width)}"
    return Formula(N_("Verdict"), (_pooled(), line), Problem(text))


def _loss(experiment: Bert) -> Formula:
    batch = number(experiment.fit.batch)
    if experiment.data.goal == "verdict":
        line = rf"L = -\frac{{1}}{{B}} \sum_{{i=1}}^{{B}} \ln P(c_i), \quad B = {batch}"
        return Formula(
            N_("Loss"), (line,), Problem(N_("How improbable the true verdicts were to the net, on average."))
        )
    line = rf"L = -\frac{{1}}{{M}} \sum_{{i=1}}^{{{batch}}} \sum_{{t \text{{ asked}}}} \ln P(s_{{it}})"
    text = N_(
        "How improbable the M symbols that were asked for were to the net, on average; then the same of what follows."
    )
    more = [rf"- \frac{{1}}{{{batch}}} \sum_i \ln P(\text{{next}}_i)"] if experiment.data.next else []
    if not more:
        text = N_("How improbable the M symbols that were asked for were to the net, on average.")
    return Formula(N_("Loss"), (line, *more), Problem(text))


def sources(experiment: Bert) -> tuple[Source, ...]:
    """Return the source that runs at every update, and the written-out attention."""
    net, fills = experiment.net, experiment.data.goal == "blanks"
    waves = [Source(N_("Positions"), "nets/layers/positions.py", "sinusoidal_positions")]
    rotary = [Source(N_("Rotary positions"), "nets/layers/positions.py", "apply_rotary")]
    pretraining_sources = [
        Source(N_("Blanks"), MASKING, "mask_tokens"),
        Source(N_("Two sentences in a row"), MASKING, "join_sentences"),
        Source(N_("Filling a blank"), NET, "MaskedLanguageModelHead.forward"),
        Source(N_("Loss"), JUDGE, "pretraining_loss"),
    ]
    return (
        Source(N_("Forward"), NET, "BertNet.encode"),
        Source(N_("Stack of blocks"), BLOCK, "TransformerStack.forward"),
        Source(N_("Block"), BLOCK, "TransformerBlock.forward"),
        Source(N_("Attention"), BLOCK, "MultiHeadAttention.forward"),
        *(rotary if net.positions == "rotary" else []),
        *(waves if net.positions == "sinusoidal" else []),
        Source(N_("Feed-forward"), BLOCK, "FeedForward.forward"),
        *([Source(N_("Dropout"), "nets/layers/linear.py", "apply_dropout")] if net.dropout else []),
        Source(N_("Attention, written out"), WRITTEN, "trace_attention"),
        *(pretraining_sources if fills else [Source(N_("Verdict"), NET, "BertNet.classify")]),
        *([Source(N_("Pre-trained weights"), BUILD, "load_weights")] if experiment.pretrained else []),
        Source(N_("One update"), "nets/training/trainer_state.py", "Training.update"),
        Source(N_("Optimizer"), "nets/experiment/optimizer_specs.py", f"OPTIMIZERS:{experiment.fit.optimizer}"),
    )
