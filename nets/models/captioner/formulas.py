"""The captioner in formulas with its current sizes, and where in our files they are computed; torch-free."""

from __future__ import annotations

from nets.experiment.formulas import Formula, number
from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_, Problem
from nets.models.captioner.experiment import Captioner

CNN, OURS, DECODER, ATTENTION, WRITTEN = (
    "nets/models/cnn/net.py",
    "nets/models/captioner/net.py",
    "nets/layers/decoder.py",
    "nets/layers/attention.py",
    "nets/layers/recurrent_cells.py",
)


def formulas(experiment: Captioner) -> tuple[Formula, ...]:
    """Return encoder, state, scores, weights, context, words and loss of the net as it is."""
    attends = experiment.net.attention != "none"
    chosen = [_encoder(experiment), _first_state(experiment), _state(experiment, attends)]
    chosen += [_scores(experiment), _weights(experiment)] if attends else []
    return (*chosen, _words(experiment, attends), _loss(experiment))


def _encoder(experiment: Captioner) -> Formula:
    """Return the map that the decoder attends to."""
    (_one, height, width), (rows, columns), channels = experiment.image, experiment.places, experiment.net.channels[-1]
    lines = [
        rf"x \in \mathbb{{R}}^{{{height} \times {width}}} \;\xrightarrow{{\text{{CNN}}}}\; "
        rf"a \in \mathbb{{R}}^{{{rows} \times {columns} \times {channels}}}"
    ]
    text = N_("Each of the {count} places of the last map sees a part of the strip and holds {channels} numbers of it.")
    if experiment.net.places:
        lines.append(r"h_{ij} = a_{ij} + u_i + v_j")
        text = N_(
            "Each of the {count} places of the last map sees a part of the strip and holds {channels} numbers of it. "
            "Learnt vectors u and v for its row and its column say where it is."
        )
    else:
        lines.append(r"h_{ij} = a_{ij}")
    return Formula(N_("Encoder"), tuple(lines), Problem(text, count=rows * columns, channels=channels))


def _first_state(experiment: Captioner) -> Formula:
    rows, columns = experiment.places
    lines = (
        rf"\bar h = \frac{{1}}{{{rows * columns}}} \sum_{{i, j}} h_{{ij}}",
        rf"s_0 = \tanh(W_0 \bar h + b_0) \in \mathbb{{R}}^{{{experiment.net.hidden}}}",
    )
    return Formula(N_("First state"), lines, Problem(N_("The mean of all places is what the decoder begins with.")))


def _state(experiment: Captioner, attends: bool) -> Formula:
    name = {"gru": "GRU", "lstm": "LSTM", "rnn": "RNN"}[experiment.net.decoder]
    inputs = r"[E_{y_{t-1}}; c_{t-1}]" if attends else r"E_{y_{t-1}}"
    lines = (
        rf"s_t = \operatorname{{{name}}}({inputs}, s_{{t-1}})",
        rf"E \in \mathbb{{R}}^{{{len(experiment.words)} \times {experiment.net.embedding}}}",
    )
    text = N_(
        "The state moves on with the word before and with what was seen before, so that it knows where it has looked."
    )
    plain = N_("The state moves on with the word before.")
    return Formula(N_("State of the decoder"), lines, Problem(text if attends else plain))


SCORES = {
    "dot": r"e_{t,ij} = s_t^\top A\, h_{ij}",
    "additive": r"e_{t,ij} = v^\top \tanh(A s_t + C h_{ij})",
    "scaled": r"e_{t,ij} = \frac{(A s_t)^\top (C h_{ij})}{\sqrt{<W>}}",
}


def _scores(experiment: Captioner) -> Formula:
    line = SCORES[experiment.net.attention].replace("<W>", str(experiment.net.hidden))
    return Formula(N_("Scores"), (line,), Problem(N_("How well each place answers to the state.")))


def _weights(experiment: Captioner) -> Formula:
    rows, columns = experiment.places
    lines = (
        r"\alpha_{t,ij} = \frac{\exp e_{t,ij}}{\sum_{k,l} \exp e_{t,kl}}",
        r"c_t = \sum_{i,j} \alpha_{t,ij}\, h_{ij}",
    )
    text = N_("The shares of all {count} places together are 1. They are what is drawn over the strip.")
    return Formula(N_("Weights and context"), lines, Problem(text, count=rows * columns))


def _words(experiment: Captioner, attends: bool) -> Formula:
    state = "[s_t; c_t]" if attends else "s_t"
    text = N_("{count} words can be said: ten digits and the end. What begins a caption is never said.")
    line = rf"p(y_t) = \operatorname{{softmax}}(W {state} + b)"
    return Formula(N_("Next word"), (line,), Problem(text, count=len(experiment.words) - 1))


def _loss(experiment: Captioner) -> Formula:
    line = rf"L = -\frac{{1}}{{N}} \sum_{{b=1}}^{{{number(experiment.fit.batch)}}} \sum_t \ln p(y^*_{{b,t}})"
    text = N_(
        "N words of a batch. Before each, the decoder is told the true word before with probability {forcing:.0%}, "
        "else the one that it found likeliest itself."
    )
    return Formula(N_("Loss"), (line,), Problem(text, forcing=experiment.net.forcing))


def sources(experiment: Captioner) -> tuple[Source, ...]:
    """Return the source that runs at every update of this experiment, in that order."""
    net = experiment.net
    attends = net.attention != "none"
    return (
        Source(N_("Strips"), "nets/datasets/images/digit_strips.py", "compose"),
        Source(N_("Encoder"), OURS, "Captioner.feature_map"),
        Source(N_("Block"), CNN, "ConvolutionBlock.forward"),
        *([Source(N_("Vectors for places"), OURS, "PositionEmbedding2d")] if net.places else []),
        Source(N_("First state"), OURS, "Captioner.encode"),
        Source(N_("State of the decoder"), DECODER, "RecurrentDecoder.hidden_states"),
        Source(N_("Cell, written out"), WRITTEN, f"{net.decoder}_cell"),
        *([Source(N_("Attention"), ATTENTION, "SingleHeadAttention")] if attends else []),
        Source(N_("One step"), DECODER, "RecurrentDecoder.step"),
        Source(
            N_("All steps"), DECODER, "RecurrentDecoder.forward_with_feeding" if attends else "RecurrentDecoder.forward"
        ),
        *([Source(N_("Dropout"), "nets/layers/linear.py", "apply_dropout")] if net.dropout else []),
        Source(N_("Loss"), "nets/models/captioner/judge.py", "loss_of"),
        Source(N_("One update"), "nets/training/trainer_state.py", "Training.update"),
        Source(N_("Optimizer"), "nets/experiment/optimizer_specs.py", f"OPTIMIZERS:{experiment.fit.optimizer}"),
    )
