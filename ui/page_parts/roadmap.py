"""The road from the first neuron to GPT: a time line whose stops open the pages where they can be trained."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from ui.text.i18n import N_, _


@dataclass(frozen=True)
class Stop:
    """One step of the road.

    Attributes:
        year: When it was published.
        name: What it is called.
        who: Its authors.
        words: What it is, in a sentence.
        page: The file in pages/ where it can be trained.
    """

    year: int
    name: str
    who: str
    words: str
    page: str


ROAD = (
    Stop(
        1943,
        N_("The artificial neuron"),
        "Warren McCulloch, Walter Pitts",
        N_("A weighted sum and a threshold: a nerve cell as a formula."),
        "neuron",
    ),
    Stop(
        1951,
        N_("Stochastic gradient descent"),
        "Herbert Robbins, Sutton Monro",
        N_("Downhill in small steps, each after a look at a few examples only. All training still goes this way."),
        "optimizers",
    ),
    Stop(
        1958,
        N_("Perceptron"),
        "Frank Rosenblatt",
        N_("The neuron learns: its weights are found from examples instead of being set by hand."),
        "perceptron",
    ),
    Stop(
        1986,
        N_("Backpropagation"),
        "David Rumelhart, Geoffrey Hinton, Ronald Williams",
        N_("The chain rule, run backwards, tells every weight of many layers how to change."),
        "backpropagation",
    ),
    Stop(
        1995,
        N_("Classical models"),
        "Corinna Cortes, Vladimir Vapnik",
        N_("Decision trees (1984), support vector machines, then random forests (2001): for years the ones to beat."),
        "classical",
    ),
    Stop(
        1997,
        "LSTM",
        "Sepp Hochreiter, Jürgen Schmidhuber",
        N_("Gates let a recurrent net keep in mind what it read long ago."),
        "recurrent",
    ),
    Stop(
        1998,
        "CNN: LeNet-5",
        "Yann LeCun, Léon Bottou, Yoshua Bengio, Patrick Haffner",
        N_("Small kernels slide over an image and read handwritten digits."),
        "cnn",
    ),
    Stop(
        2006,
        N_("Autoencoder"),
        "Geoffrey Hinton, Ruslan Salakhutdinov",
        N_("A deep net squeezes images through a few numbers and learns without any labels, better than PCA."),
        "autoencoder",
    ),
    Stop(
        2013,
        "word2vec",
        "Tomáš Mikolov et al.",
        N_("Words become vectors, and directions between them carry meaning."),
        "word2vec",
    ),
    Stop(
        2014,
        "GRU, seq2seq",
        "Kyunghyun Cho et al.; Ilya Sutskever et al.",
        N_("One recurrent net reads a sentence into a vector, another writes it out in a second language."),
        "encoder_decoder",
    ),
    Stop(
        2014,
        N_("Attention"),
        "Dzmitry Bahdanau, Kyunghyun Cho, Yoshua Bengio",
        N_("The decoder looks back at the words that matter, so that long sentences no longer get lost."),
        "encoder_decoder",
    ),
    Stop(
        2014,
        "Adam",
        "Diederik Kingma, Jimmy Ba",
        N_("Every weight gets steps of a size of its own. Most large nets are still trained with it or its kin."),
        "optimizers",
    ),
    Stop(
        2015,
        N_("Images in words"),
        "Kelvin Xu et al.",
        N_("A CNN sees, attention chooses where to look, a recurrent net writes what is there."),
        "captioning",
    ),
    Stop(
        2016,
        N_("Byte-pair encoding"),
        "Philip Gage; Rico Sennrich, Barry Haddow, Alexandra Birch",
        N_("Frequent pairs of signs become tokens, so that no word is unknown any more. Known since 1994."),
        "tokens",
    ),
    Stop(
        2017,
        "Transformer",
        "Ashish Vaswani et al.",
        N_("Attention alone, without recurrence: all words at once, in parallel."),
        "transformer",
    ),
    Stop(
        2018,
        "GPT",
        "Alec Radford et al.",
        N_("A Transformer that only predicts the next word, pre-trained on plain text."),
        "gpt",
    ),
    Stop(
        2018,
        "BERT",
        "Jacob Devlin et al.",
        N_("Fills in masked words from both sides, then is fine-tuned to many tasks."),
        "bert",
    ),
    Stop(
        2020,
        "GPT-3",
        "Tom Brown et al.",
        N_("The same idea with 175 billion parameters: large enough to do tasks from a few examples in its prompt."),
        "decoding",
    ),
)
STYLE = """<style>
.st-key-road { display: grid; gap: 0 !important; row-gap: 1.6rem !important;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 186px), 1fr)); }
[class*="st-key-stop-"] { position: relative; height: 100%; gap: .15rem !important; padding: 1.1rem 1.1rem 0 0;
  border-top: 2px solid color-mix(in srgb, currentColor 22%, transparent); }
[class*="st-key-stop-"]::before { content: ""; position: absolute; top: -8px; left: 0; width: 14px; height: 14px;
  border-radius: 50%; background: #d55e00; box-shadow: 0 0 0 5px #d55e0033; }
.road-year { font-size: .95rem; font-weight: 600; font-variant-numeric: tabular-nums; opacity: .75; }
.road-name { font-size: 1.12rem; font-weight: 650; line-height: 1.3; margin: 0; padding: 0; }
.road-who { font-size: .8rem; opacity: .68; margin: .1rem 0 .45rem; line-height: 1.3; }
.road-words { font-size: .93rem; line-height: 1.45; margin: 0; }
@media (max-width: 640px) {
  .st-key-road { row-gap: 0 !important; }
  [class*="st-key-stop-"] { border-top: 0; border-left: 2px solid color-mix(in srgb, currentColor 22%, transparent);
    padding: 0 0 1.4rem 1.2rem; margin-left: 7px; }
  [class*="st-key-stop-"]::before { top: 4px; left: -8px; }
}
</style>"""


def roadmap() -> None:
    """Draw the time line."""
    st.html(STYLE)
    with st.container(key="road"):
        for number, stop in enumerate(ROAD):
            with st.container(key=f"stop-{number}"):
                _stop(stop)


def _stop(stop: Stop) -> None:
    st.html(
        f'<div class="road-year">{stop.year}</div><h3 class="road-name">{escape(_(stop.name))}</h3>'
        f'<div class="road-who">{escape(stop.who)}</div><p class="road-words">{escape(_(stop.words))}</p>'
    )
    st.page_link(f"../../pages/{stop.page}.py", label=_("Train it"), icon=":material/arrow_forward:")
