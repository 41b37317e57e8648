"""Speed and quality of Word2Vec beside gensim, on the same sentences with the same settings and one worker each.

Skip-gram with negative sampling, window 5, 5 negatives, 100 dimensions, sub-sampling at 0.001, on a million words of a
vocabulary of twenty thousand, whose k-th word has a probability proportional to 1 / k. `ratio_to_gensim` is our words
per second over gensim's, counting all words that are read; ours are those of `train()`, with all reports. The two take
turns in one process, one part of the corpus after the other, and the ratio is the median of the rounds by the clock;
`cpu_ratio` is the same by CPU time, which includes gensim's helper thread.

`overlap` is the share of gensim's ten nearest neighbours that our net has too, over the 200 most frequent words of the
generated world, after as many epochs. Compare it with `own_overlap`, the share that two trainings of gensim with
different seeds have in common; `overlap_gained` is the difference in points. `analogies` and `gensim_analogies` are the
shares of right answers to the world's 1,230 questions; `analogies_gained` is the difference in points. All are means
over seeds and languages.

`ms` is the time of an update of 320 words with vocabularies of 1,000, 10,000 and 50,000 for each of the three output
layers.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from time import perf_counter, process_time
from typing import Any

from benchmarks.measure import ONE_THREAD, arguments, print_figures, spread

os.environ |= ONE_THREAD  # before numpy and torch are imported

import numpy as np
import torch
from gensim.models import Word2Vec as Gensim

from nets.datasets.text import generated_world as world
from nets.datasets.text import upload_texts
from nets.models.word2vec.experiment import Word2Vec
from nets.probes import ask
from nets.probes.words.word_vectors import nearest, normalize_rows, score
from nets.training.step import Step
from nets.training.trainer_state import Training, steps, train

LINE = 20  # words of a sentence of the large corpus
BATCH = 256  # sentences of an update
LARGE = {"net.dim": 100, "net.window": 5, "fit.batch": BATCH, "fit.optimizer": "adagrad", "fit.lr": 0.05}
SMALL = {"net.dim": 50, "net.window": 4, "data.subsample": 1e-3, "fit.schedule": "cosine"}
SMALL |= {"fit.batch": 16, "fit.lr": 0.003}  # small updates, as gensim makes one for each pair
SIZES = (1000, 10_000, 50_000)


def corpus(words: int, vocabulary: int) -> list[list[str]]:
    """Return sentences of words with frequencies as in texts (Zipf)."""
    weights = 1 / np.arange(1, vocabulary + 1)
    numbers = np.random.default_rng(0).choice(vocabulary, words, p=weights / weights.sum())
    names = ["".join(chr(ord("a") + int(digit)) for digit in str(number)) for number in range(vocabulary)]
    tokens = [names[number] for number in numbers]
    return [tokens[start : start + LINE] for start in range(0, words, LINE)]


def speed(words: int, rounds: int) -> dict[str, Any]:
    """Return the words per second of both, measured in turn."""
    sentences = corpus(words, 20_000)
    name = upload_texts.keep("\n".join(map(" ".join, sentences)).encode())
    updates = len(sentences) // BATCH
    settings = {"data.name": "own", "data.text": name, "data.most": 25_000, "fit.report": max(1, updates // 4)}
    ours = train(Word2Vec().replace({**LARGE, **settings, "fit.steps": updates}))
    theirs = Gensim(vector_size=100, window=5, negative=5, sg=1, sample=1e-3, min_count=5, workers=1, seed=1)
    theirs.build_vocab(sentences)
    next(ours)
    next(ours)  # the first update loads code and data
    part = (updates - 2) // rounds
    walls, cpus, speeds = [], [], []
    for number in range(rounds):
        our_seconds = _time(_last, islice(ours, part))
        lines = sentences[number * part * BATCH : (number + 1) * part * BATCH]
        their_seconds = _time(partial(theirs.train, total_examples=len(lines), epochs=1), lines)
        walls.append(their_seconds[0] / our_seconds[0])
        cpus.append(their_seconds[1] / our_seconds[1])
        speeds.append((part * BATCH * LINE / our_seconds[0], part * BATCH * LINE / their_seconds[0]))
    return {
        "ratio_to_gensim": statistics.median(walls),
        "cpu_ratio": statistics.median(cpus),
        "rounds": spread(walls),
        "words_per_s": statistics.median(our_speed for our_speed, _theirs in speeds),
        "gensim_words_per_s": statistics.median(their_speed for _ours, their_speed in speeds),
    }


def _time(work: Callable[[Any], Any], argument: Any) -> tuple[float, float]:
    """Return the seconds of a call by the clock and by CPU time."""
    wall, cpu = perf_counter(), process_time()
    work(argument)
    return perf_counter() - wall, process_time() - cpu


def quality(epochs: int, seeds: int) -> dict[str, float]:
    """Return neighbours and analogies of both, on the generated world in both languages."""
    scores: dict[str, list[float]] = {name: [] for name in ("analogies", "gensim_analogies", "overlap", "own_overlap")}
    for language in ("en", "zh"):
        sentences = list(map(list, world.sentences(language, 6000, 0)))
        for seed in range(seeds):
            ours, words = _ours(language, epochs, seed)
            one, other = (_theirs(sentences, words, epochs, number) for number in (seed, seed + 100))
            scores["analogies"].append(_solved(ours, words, language))
            scores["gensim_analogies"].append(_solved(one, words, language))
            scores["overlap"] += [_overlap(one, ours), _overlap(other, ours)]
            scores["own_overlap"].append(_overlap(one, other))
    means = {name: statistics.mean(values) for name, values in scores.items()}
    means["analogies_gained"] = 100 * (means["analogies"] - means["gensim_analogies"])
    return means | {"overlap_gained": 100 * (means["overlap"] - means["own_overlap"])}


def _ours(language: str, epochs: int, seed: int) -> tuple[np.ndarray, Sequence[str]]:
    """Train for `epochs` epochs with a small rate that falls to zero, as gensim does; return the vectors."""
    experiment = Word2Vec().replace({**SMALL, "data.language": language, "fit.seed": seed, "fit.report": 10_000})
    training = Training(experiment.replace({"fit.steps": epochs * -(-6000 // experiment.fit.batch)}))
    _last(steps(training))
    return training.task.embedding(training.net).numpy(), training.task.vocabulary  # type: ignore[attr-defined]


def _last(training: Iterator[Step]) -> None:
    for _step in training:
        pass


def _theirs(sentences: list[list[str]], words: Sequence[str], epochs: int, seed: int) -> np.ndarray:
    """Return gensim's vectors in the order of our words, trained with its own learning rates."""
    model = Gensim(
        sentences, vector_size=50, window=4, negative=5, sg=1, sample=1e-3, min_count=5, workers=1, seed=seed,
        epochs=epochs,
    )  # fmt: skip
    vectors: np.ndarray = model.wv[list(words)]
    return vectors


def _solved(vectors: np.ndarray, words: Sequence[str], language: str) -> float:
    """Return the share of the analogies that are right."""
    rows = {word: row for row, word in enumerate(words)}
    questions = [(kind, *(rows[word] for word in four)) for kind, *four in world.analogies(language)]
    card = score(normalize_rows(vectors), questions)  # type: ignore[arg-type]
    return float(card["right"].sum() / card["asked"].sum())


def _overlap(one: np.ndarray, other: np.ndarray, most: int = 200, near: int = 10) -> float:
    """Return the share of nearest neighbours that two sets of vectors have in common."""
    tables = normalize_rows(one), normalize_rows(other)
    shared = [
        len(set.intersection(*(set(nearest(table, table[row], [row], near).tolist()) for table in tables)))
        for row in range(min(most, len(one)))
    ]
    return sum(shared) / (near * len(shared))


def cost(sizes: Sequence[int]) -> dict[str, dict[str, float]]:
    """Return the milliseconds of an update by output layer and vocabulary."""
    training = Training(Word2Vec().replace({"data.sentences": 500, "net.dim": 100}))
    answer = ask("output_layer_cost", training.net, training.task, vocabularies=tuple(sizes))
    names = map(str, answer["outputs"])
    return {
        name: dict(zip(map(str, sizes), column, strict=True))
        for name, column in zip(names, answer["ms"].T.tolist(), strict=True)
    }


def main() -> None:
    """Measure and print the figures."""
    options = arguments(__doc__, words=1_000_000, rounds=9, epochs=40, seeds=2)
    if options.smoke:
        options.words, options.rounds, options.epochs, options.seeds = 20_000, 1, 1, 1
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NETS_TEXTS"] = folder
        figures = speed(options.words, options.rounds)
    figures |= quality(options.epochs, options.seeds) | {"ms": cost(SIZES[:2] if options.smoke else SIZES)}
    print_figures(
        {name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}, options.json
    )


if __name__ == "__main__":
    main()
