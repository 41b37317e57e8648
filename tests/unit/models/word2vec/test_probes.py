"""What probes tell of vectors and of the corpus is what numpy, torch and counting by hand tell."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from nets.experiment.user_error import Problem
from nets.models.recurrent.experiment import Recurrent
from nets.models.word2vec.experiment import Word2Vec
from nets.models.word2vec.task import analogies_right
from nets.probes import ask
from nets.training.trainer_state import Training


@pytest.fixture(scope="module")
def trained() -> Training:
    training = Training(Word2Vec())
    for _ in range(250):
        training.update()
    return training


def test_nothing_changes_and_no_randomness_is_drawn(trained) -> None:
    before = [p.detach().clone() for p in trained.parameters], trained.generator.get_state()
    for name, arguments in {
        "word_map": {"words": ("king",)}, "nearest_neighbours": {"words": ("king",)}, "analogies": {},
        "embedding_matrices": {},
        "semantic_axes": {"pairs": (("man", "woman"),)}, "context_window": {}, "pmi_baseline": {}, "vector_export": {},
        "sgd_step": {"center": "king", "context": "throne"}, "weights": {}, "gradients": {},
    }.items():  # fmt: skip
        answer = ask(name, trained.net, trained.task, **arguments)
        assert all(isinstance(value, np.ndarray) and value.dtype != object for value in answer.values()), name
    assert all(torch.equal(one, other) for one, other in zip(before[0], trained.parameters, strict=True))
    assert torch.equal(before[1], trained.generator.get_state())


def test_the_map_is_pca_and_stays_as_it_was_turned(trained) -> None:
    from sklearn.decomposition import PCA

    found = ask("word_map", trained.net, trained.task, dims=3, most=60, words=("throne", "Beijing", "nosuchword"))
    assert {"throne", "beijing"} < set(found["words"])
    assert found["unknown"].tolist() == ["nosuchword"]
    assert found["counts"].tolist() == [trained.task.counts[row] for row in found["rows"]]
    table = trained.net.input.weight.detach().numpy()[found["rows"]]
    theirs = PCA(3).fit(table.astype(np.float64))
    points = np.abs(theirs.transform(table))
    assert np.allclose(np.abs(found["points"]), points, atol=1e-4)
    assert np.allclose(found["explained"], theirs.explained_variance_ratio_)
    turned = ask("word_map", trained.net, trained.task, dims=2, most=60, basis=-found["basis"][:2])
    assert np.allclose(turned["basis"], -found["basis"][:2])
    plain = ask("word_map", trained.net, trained.task, method="none", most=60)
    assert np.allclose(plain["points"], trained.net.input.weight.detach().numpy()[plain["rows"], :2])


def test_neighbours_and_analogies_are_by_cosine(trained) -> None:
    task, vectors = trained.task, torch.nn.functional.normalize(trained.net.input.weight.detach(), dim=1)
    found = ask("nearest_neighbours", trained.net, task, words=("king", "poland"), most=5)
    cosines = vectors @ vectors[task.rows["king"]]
    cosines[task.rows["king"]] = -1
    assert found["0/rows"].tolist() == cosines.topk(5).indices.tolist()
    assert np.allclose(found["0/cosines"], cosines.topk(5).values, atol=1e-6)
    assert found["pairs"][0, 1] == pytest.approx(
        float(vectors[task.rows["king"]] @ vectors[task.rows["poland"]]), abs=1e-6
    )
    card = ask("analogies", trained.net, task, a="china", b="beijing", c="japan")
    right = analogies_right(trained.net.input.weight, task.questions.scored)
    assert (int(card["right"].sum()), int(card["asked"].sum())) == (int(right.sum()), len(right))
    assert not {"china", "beijing", "japan"} & set(card["words"])
    with pytest.raises(Problem):
        ask("analogies", trained.net, task, a="china", b="beijing", c="atlantis")


def test_an_axis_leads_from_one_word_to_the_other(trained) -> None:
    found = ask("semantic_axes", trained.net, trained.task, pairs=(("man", "woman"), ("china", "beijing")))
    at = dict(zip(found["words"], found["points"], strict=True))
    assert (at["man"] < at["woman"])[0]
    assert (at["china"] < at["beijing"])[1]
    vectors = torch.nn.functional.normalize(trained.net.input.weight.detach(), dim=1).numpy()
    way = vectors[trained.task.rows["woman"]] - vectors[trained.task.rows["man"]]
    assert at["king"][0] == pytest.approx(vectors[trained.task.rows["king"]] @ way / np.linalg.norm(way), abs=1e-5)


def test_windows_make_the_pairs_that_training_makes(trained) -> None:
    found = ask("context_window", trained.net, trained.task, text="Beijing is, strangely, the capital of China!")
    assert found["tokens"].tolist() == ["beijing", "is", "strangely", "the", "capital", "of", "china"]
    assert found["rows"][2] == -1
    pairs = {tuple(pair): weight for pair, weight in zip(found["pairs"].tolist(), found["weight"], strict=True)}
    keep = found["keep"]
    assert pairs[0, 1] == pytest.approx(keep[0] * keep[1])
    assert pairs[0, 3] == pytest.approx(0.75 * keep[0] * keep[3])  # over the unknown word, two steps of four
    assert not any(2 in pair for pair in pairs)
    assert found["chance"].tolist() == [0.25] * 4


def test_counting_alone_finds_much_of_it(trained) -> None:
    found = ask("pmi_baseline", trained.net, trained.task, word="beijing", words=("china", "beijing"))
    assert (found["right"].sum() / found["asked"].sum()) > 0.5
    assert np.allclose(found["cooccurrence"], found["cooccurrence"].T, atol=1e-3)
    task, corpus = trained.task, trained.task.corpus
    one, other = task.rows["china"], task.rows["beijing"]
    wanted = 0.0
    for start, end in zip(corpus.starts[:-1], corpus.starts[1:], strict=True):
        row = corpus.ids[start:end].tolist()
        for i, word in enumerate(row):
            near = [j for j, far in enumerate(row) if far == other and 0 < abs(i - j) <= 4] if word == one else []
            wanted += sum((1 - (abs(i - j) - 1) / 4) * task.keep[one] * task.keep[other] for j in near)
    places = [found["words"].tolist().index(word) for word in ("china", "beijing")]
    assert found["cooccurrence"][places[0], places[1]] == pytest.approx(wanted, rel=1e-4)


@pytest.mark.parametrize("output", ["softmax", "negative", "hierarchical"])
@pytest.mark.parametrize("model", ["skip-gram", "cbow"])
def test_one_pair_is_a_step_of_gradient_descent(model: str, output: str) -> None:
    training = Training(Word2Vec().replace({"net.model": model, "net.output": output, "data.sentences": 500}))
    for _ in range(30):
        training.update()
    near = "china" if model == "skip-gram" else ("china", "capital", "of")
    found = ask("sgd_step", training.net, training.task, center="beijing", context=near, lr=0.3)
    first = torch.tensor(found["input"], requires_grad=True)
    second = training.net.output.weight.detach().double().requires_grad_()
    hidden = first.mean(dim=0)
    if output == "softmax":
        loss = torch.nn.functional.cross_entropy(second @ hidden, torch.tensor(int(found["target"])))
    else:
        scores, labels = second[found["scored"].tolist()] @ hidden, torch.tensor(found["labels"]).double()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, labels, reduction="sum")
    loss.backward()
    assert found["loss"] == pytest.approx(loss.item(), rel=1e-9)
    assert np.allclose(found["input_new"], first.detach() - 0.3 * first.grad, atol=1e-12)
    moved = (second.detach() - 0.3 * second.grad)[found["scored"].tolist()]
    assert np.allclose(found["output_new"], moved, atol=1e-12)
    assert found["loss_new"] < found["loss"]
    if output == "hierarchical":
        assert found["reached"][-1] == pytest.approx(np.exp(-found["loss"]))


def test_the_cost_of_a_full_softmax_grows_with_the_vocabulary(trained) -> None:
    found = ask("output_layer_cost", trained.net, trained.task, vocabularies=(200, 20_000))
    assert found["ms"].shape == (2, 3)
    softmax, negative = found["ms"][:, list(found["outputs"]).index("softmax")], found["ms"][:, 1]
    assert softmax[1] / softmax[0] > 3 * negative[1] / negative[0]


def test_the_export_is_what_a_projector_reads(trained) -> None:
    found = ask("vector_export", trained.net, trained.task)
    rows = [list(map(float, line.split("\t"))) for line in str(found["vectors"]).splitlines()]
    assert np.allclose(rows, trained.net.input.weight.detach(), rtol=1e-4, atol=1e-6)
    told = str(found["metadata"]).splitlines()
    assert told[0] == "word\tcount"
    assert len(told) == len(rows) + 1


def test_symbols_of_a_recurrent_net_have_the_same_map() -> None:
    small = {"data.name": "sentiment", "data.examples": 60, "fit.steps": 1}
    training = Training(Recurrent().replace(small))
    found = ask("word_map", training.net, training.task)
    assert set(found["words"]) == set(training.task.info.tokens)
    assert len(ask("nearest_neighbours", training.net, training.task, words=(found["words"][3],))["0/words"]) == 10
    plain = Training(Recurrent().replace({**small, "net.embedding": 0}))
    with pytest.raises(Problem):
        ask("word_map", plain.net, plain.task)
