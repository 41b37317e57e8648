"""Word2Vec in formulas with its current sizes, and where they are computed; torch-free."""

from __future__ import annotations

from nets.experiment.formulas import Formula, number
from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_, Problem
from nets.models.word2vec.experiment import Word2Vec
from nets.models.word2vec.sampling import SHARING_PAIRS

LOSSES, WINDOWS, SAMPLING = (
    "nets/models/word2vec/losses.py",
    "nets/models/word2vec/windows.py",
    "nets/models/word2vec/sampling.py",
)
LOSS_FUNCTIONS = {
    "softmax": "softmax_loss",
    "negative": "negative_sampling_loss",
    "hierarchical": "hierarchical_softmax_loss",
}


def formulas(experiment: Word2Vec) -> tuple[Formula, ...]:
    """Return the formulas of tables, subsampling, window, prediction, output layer and analogies."""
    output = {"softmax": _softmax, "negative": _negative, "hierarchical": _hierarchical}[experiment.net.output]
    subsampling = [_subsampling(experiment)] if experiment.data.subsample else []
    return (_tables(experiment), *subsampling, _window(experiment), _hidden(experiment), output(experiment), _analogy())


def _tables(experiment: Word2Vec) -> Formula:
    words, outputs, dim = experiment.vocabulary, experiment.outputs, experiment.net.dim
    line = rf"U \in \mathbb{{R}}^{{{words} \times {dim}}}, \quad W \in \mathbb{{R}}^{{{outputs} \times {dim}}}"
    text = N_("Each word has a row u of U, which is looked up; the rows w of W are what scores are made with.")
    return Formula(N_("Two tables"), (line,), Problem(text))


def _subsampling(experiment: Word2Vec) -> Formula:
    t = number(experiment.data.subsample)
    line = rf"P(\text{{keep}}) = \min\left(1, \left(\sqrt{{f / t}} + 1\right) \frac{{t}}{{f}}\right), \quad t = {t}"
    return Formula(N_("Sub-sampling"), (line,), Problem(N_("f is the share of a word among all words of the text.")))


def _window(experiment: Word2Vec) -> Formula:
    window = experiment.net.window
    line = rf"b \sim \operatorname{{uniform}}\{{1, \dots, {window}\}}" if experiment.net.dynamic else f"b = {window}"
    text = N_("Each word c looks at the b words before and after it in its sentence: they are its context words o.")
    return Formula(N_("Window"), (line,), Problem(text))


def _hidden(experiment: Word2Vec) -> Formula:
    if experiment.net.model == "skip-gram":
        text = N_("The vector of the word in the middle predicts each word of its window.")
        return Formula(N_("Skip-gram"), (r"h = u_c, \quad \text{target } y = o",), Problem(text))
    line = r"h = \frac{1}{|O|} \sum_{o \in O} u_o, \quad \text{target } y = c"
    return Formula(
        N_("CBOW"), (line,), Problem(N_("The mean of the window's vectors predicts the word in the middle."))
    )


def _softmax(experiment: Word2Vec) -> Formula:
    line = rf"L = -\ln \frac{{e^{{w_y \cdot h}}}}{{\sum_{{v=1}}^{{{experiment.vocabulary}}} e^{{w_v \cdot h}}}}"
    return Formula(N_("Full softmax"), (line,), Problem(N_("Every word of the vocabulary is scored at every update.")))


def _negative(experiment: Word2Vec) -> Formula:
    net = experiment.net
    line = rf"L = -\ln \sigma(w_y \cdot h) - \sum_{{k=1}}^{{{net.negatives}}} \ln \sigma(-w_{{n_k}} \cdot h)"
    noise = rf"P(n) = \frac{{\#(n)^{{{number(net.power)}}}}}{{\sum_v \#(v)^{{{number(net.power)}}}}}"
    text = N_(
        "The right word y against drawn ones n. All pairs of an update share {count} drawn words, each counted as "
        "{share} of a pair's own."
    )
    values = {"count": SHARING_PAIRS * net.negatives, "share": f"1/{SHARING_PAIRS}"}
    return Formula(N_("Negative sampling"), (line, noise), Problem(text, **values))


def _hierarchical(experiment: Word2Vec) -> Formula:
    line = r"L = -\sum_{i} \ln \sigma(\pm_i\, w_{n_i} \cdot h)"
    text = N_(
        "On the way n₁, n₂, … from the root of Huffman's tree to the word y every node must choose the right turn, "
        "+ or −: about log₂ of the vocabulary in place of all of it."
    )
    return Formula(N_("Hierarchical softmax"), (line,), Problem(text))


def _analogy() -> Formula:
    line = r"d = \operatorname*{arg\,max}_{v \notin \{a, b, c\}} \cos(\hat u_v,\ \hat u_b - \hat u_a + \hat u_c)"
    text = N_("a is to b as c is to d: the word whose vector is nearest, with all vectors at length 1.")
    return Formula(N_("Analogy"), (line,), Problem(text))


def sources(experiment: Word2Vec) -> tuple[Source, ...]:
    """Return the source that runs at every update of this experiment."""
    net = experiment.net
    loss = LOSS_FUNCTIONS[net.output]
    prediction = "skip_gram" if net.model == "skip-gram" else "mean_context"
    rule = "nets/training/sparse_optimizer.py" if experiment.rows else "nets/experiment/optimizer_specs.py"
    name = f"RowOptimizer._{experiment.fit.optimizer}" if experiment.rows else f"OPTIMIZERS:{experiment.fit.optimizer}"
    return (
        Source(N_("Initial weights"), "nets/models/word2vec/net.py", "Word2VecNet"),
        *([Source(N_("Sub-sampling"), WINDOWS, "subsample")] if experiment.data.subsample else []),
        *([Source(N_("Keep probability"), SAMPLING, "keep_probabilities")] if experiment.data.subsample else []),
        Source(N_("Windows"), WINDOWS, "build_windows"),
        Source(N_("Prediction"), LOSSES, prediction),
        Source(N_("Loss"), LOSSES, loss),
        *([Source(N_("Huffman's tree"), SAMPLING, "huffman_paths")] if net.output == "hierarchical" else []),
        *([Source(N_("Drawing negatives"), SAMPLING, "noise_distribution")] if net.output == "negative" else []),
        Source(N_("One update"), "nets/training/trainer_state.py", "Training.update"),
        Source(N_("Optimizer"), rule, name),
    )
