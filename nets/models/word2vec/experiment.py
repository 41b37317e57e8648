"""The experiment of Word2Vec: corpus, model and fit settings that fit together; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, Self

from pydantic import model_validator

from nets.datasets.text import corpus, upload_texts
from nets.datasets.text import generated_world as world
from nets.experiment.experiment import Experiment
from nets.experiment.layer_cost import Layer
from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_, Problem
from nets.models.word2vec.settings import Data, Net

__all__ = ["Data", "Net", "Word2Vec"]

MAX_PARAMETERS = 5_000_000  # of a stored run
SPARSE_PARAMETERS = 500_000  # with as many or more, gradients are sparse
MAX_SCORES = 100_000_000  # of a full softmax in one update
SENTENCE_WORDS = 10  # mean length in the generated world; elsewhere about twice as long
COUNTED_SENTENCES = 10_000  # of the generated world; more sentences have no further words


class Word2Vec(Experiment):
    """Word vectors, learned from the words that stand near each other."""

    family: Literal["word2vec"] = "word2vec"
    data: Data = Data()
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(optimizer="adam", lr=0.01, batch=64, steps=2000, report=20)

    def provide(self, run: Callable[..., Mapping[str, Any]]) -> None:
        """Load a long user-supplied text."""
        if self.data.name == "own":
            upload_texts.bring(self.data.text, run)

    @property
    def metric(self) -> str:
        """The share of right analogies in the generated world; no metric for another corpus."""
        return "analogies" if self.data.name == "world" else ""

    @property
    def floor(self) -> bool:
        """Whether the loss has a floor: no net can know which of many words comes next."""
        return True

    @property
    def tested(self) -> bool:
        """Whether there is a test part: no, all sentences are for training, and the vectors are evaluated."""
        return False

    def layers(self) -> tuple[Layer, ...]:
        """Return both tables, with the cost of one pair; an unknown vocabulary counts with its upper bound."""
        dim, words, outputs = self.net.dim, self.vocabulary, self.outputs
        scored = {"softmax": words, "negative": 1 + self.net.negatives}.get(self.net.output, (words - 1).bit_length())
        table = Layer("input", f"{words} × {dim}", words * dim, 0, 0, dim, True)
        return table, Layer("output", f"{outputs} × {dim}", outputs * dim, 0, scored * dim, scored)

    @property
    def vocabulary(self) -> int:
        """The number of words; an upper bound for a user-supplied text, which only workers read."""
        data = self.data
        if data.name == "world":
            sentences = min(data.sentences, COUNTED_SENTENCES)
            least = max(1, data.min_count * sentences // data.sentences)
            counts = corpus.world_counts(data.language, sentences, data.seed)
        elif data.name == "topics":
            counts, least = corpus.topics_counts(), data.min_count
        else:
            return data.most
        return min(data.most, int((counts >= least).sum()))

    @property
    def outputs(self) -> int:
        """The number of rows of the output table: one for each word, or for each inner node of the tree."""
        return self.vocabulary - (self.net.output == "hierarchical")

    @property
    def parameters(self) -> int:
        """An upper bound of the number of parameters."""
        return 2 * self.most * self.net.dim

    @property
    def most(self) -> int:
        """An upper bound of the number of words, without reading a text."""
        return min(self.data.most, world.size(self.data.language) if self.data.name == "world" else self.data.most)

    @property
    def rows(self) -> bool:
        """Whether gradients are sparse; a full softmax needs all rows."""
        return self.parameters >= SPARSE_PARAMETERS and self.net.output != "softmax"

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (words := self.vocabulary) < corpus.MIN_WORDS:
            text = N_(
                "Only {count} words come up {least} times or more; at least {fewest} are needed. Lower the least count."
            )
            values = {"count": words, "least": self.data.min_count, "fewest": corpus.MIN_WORDS}
            raise Problem(text, key="data.min_count", along="data.name", **values)
        if self.parameters > MAX_PARAMETERS:
            text = N_("The two tables would have {count} numbers; {most} is the limit. Use fewer dimensions or words.")
            raise Problem(text, key="net.dim", along="data.most", count=self.parameters, most=MAX_PARAMETERS)
        if self.net.output == "softmax" and self.scores > MAX_SCORES:
            text = N_("Full softmax would score {count} words in one update. Use a smaller batch or vocabulary.")
            raise Problem(text, key="fit.batch", along="data.most", count=self.scores)
        if self.data.name == "own":
            upload_texts.check(self.data.text)
        fit = self.fit
        sparse = OPTIMIZERS[fit.optimizer].has_sparse_rule
        if self.rows and (not sparse or fit.weight_decay or fit.l1 or fit.clip or fit.average):
            text = N_(
                "Tables this large learn row by row: sgd, adagrad or adam, without penalties, clipping or averages. "
                "Or use fewer words or dimensions."
            )
            raise Problem(text, key="fit.optimizer", along="data.most")
        return self

    @property
    def scores(self) -> int:
        """About how many scores a full softmax computes in one update."""
        return self.fit.batch * SENTENCE_WORDS * (1 if self.data.name == "world" else 2) * self.most
