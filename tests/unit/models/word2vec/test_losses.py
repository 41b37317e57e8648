"""The losses of Word2Vec and their gradients equal a plainly written reference, pair by pair, in float64."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from nets.models.word2vec import sampling
from nets.models.word2vec.corpus_loss import CorpusLoss
from nets.models.word2vec.net import Word2VecNet
from nets.models.word2vec.windows import build_windows, concatenate_sentences, draw_window_sizes, subsample

WORDS, DIM, WINDOW, NEGATIVES = 23, 5, 3, 4


def learning(model: str, output: str) -> CorpusLoss:
    rng = np.random.default_rng(1)
    lengths = [2, 1, 60, 7, 33, 2]  # longer and shorter than a block
    ids = rng.integers(WORDS, size=sum(lengths)).astype(np.int32)
    counts = np.bincount(ids, minlength=WORDS) + 1
    nodes, turns = map(torch.from_numpy, sampling.huffman_paths(counts))
    return CorpusLoss(
        model,
        output,
        torch.from_numpy(ids),
        torch.tensor([0, *np.cumsum(lengths)]),
        torch.from_numpy(sampling.keep_probabilities(counts, 0.005)),
        torch.from_numpy(sampling.noise_distribution(counts, 0.75)).cumsum(0),
        nodes,
        turns.double(),
    )


def net_of(output: str, rows: bool) -> Word2VecNet:
    generator = torch.Generator().manual_seed(0)
    net = Word2VecNet(WORDS, WORDS - (output == "hierarchical"), DIM, WINDOW, True, NEGATIVES, rows, generator).double()
    for parameter in net.parameters():
        parameter.data.normal_(generator=generator)
    return net


def score(learnt: CorpusLoss, net: Word2VecNet, hidden, target: int, drawn):
    """The loss of one prediction, as the books write it."""
    table = net.output.weight
    if learnt.output == "softmax":
        return -torch.log_softmax(table @ hidden, dim=0)[target]
    if learnt.output == "negative":
        noise = sum(-torch.log(torch.sigmoid(-table[word] @ hidden)) for word in drawn if word != target)
        return -torch.log(torch.sigmoid(table[target] @ hidden)) + noise * NEGATIVES / len(drawn)
    way = zip(learnt.nodes[target].tolist(), learnt.turns[target].tolist(), strict=True)
    return sum(-torch.log(torch.sigmoid(turn * (table[node] @ hidden))) for node, turn in way if turn)


def reference(learnt: CorpusLoss, net: Word2VecNet, chosen, generator):
    """Every word and every pair in turn, with the draws in the order in which they are made."""
    words, sentence = concatenate_sentences(learnt.ids, learnt.starts, chosen)
    words, sentence = subsample(words, sentence, learnt.keep, generator)
    reach = draw_window_sizes(len(words), WINDOW, True, generator)
    count = sampling.SHARING_PAIRS * NEGATIVES
    drawn = learnt.draw_negatives(count, generator).tolist() if learnt.output == "negative" else []
    losses = []
    for at, center in enumerate(words.tolist()):
        around = [words[i].item() for i in range(max(0, at - int(reach[at])), min(len(words), at + int(reach[at]) + 1))
                  if i != at and sentence[i] == sentence[at]]  # fmt: skip
        if learnt.model == "skip-gram":
            losses += [score(learnt, net, net.input.weight[center], word, drawn) for word in around]
        elif around:
            losses.append(score(learnt, net, net.input.weight[around].mean(dim=0), center, drawn))
    return torch.stack(losses).mean()


@pytest.mark.parametrize("output", ["softmax", "negative", "hierarchical"])
@pytest.mark.parametrize("model", ["skip-gram", "cbow"])
def test_losses_and_gradients_equal_the_reference(model: str, output: str) -> None:
    learnt, chosen = learning(model, output), torch.tensor([5, 2, 0, 4, 1, 3])
    plain = net_of(output, rows=False)
    wanted = reference(learnt, plain, chosen, torch.Generator().manual_seed(3))
    slopes = torch.autograd.grad(wanted, list(plain.parameters()))
    for rows in (False, True) if output != "softmax" else (False,):
        net = net_of(output, rows)
        loss = learnt.mean_loss(net, chosen, torch.Generator().manual_seed(3))
        loss.backward()
        assert torch.allclose(loss, wanted, rtol=1e-12)
        for parameter, slope in zip(net.parameters(), slopes, strict=True):
            assert parameter.grad is not None
            assert parameter.grad.is_sparse == rows
            assert torch.allclose(parameter.grad.to_dense(), slope, atol=1e-13)


def test_sentences_without_pairs_have_a_loss_of_zero() -> None:
    for output in ("softmax", "negative", "hierarchical"):
        learnt, net = learning("skip-gram", output), net_of(output, rows=False)
        loss = learnt.mean_loss(net, torch.tensor([1]), torch.Generator().manual_seed(0))
        loss.backward()
        assert loss.item() == 0
        assert all(p.grad is None or not p.grad.any() for p in net.parameters())


def test_windows_reach_as_far_as_they_say_and_never_over_the_end_of_a_sentence() -> None:
    words, sentence = torch.arange(70), torch.arange(70) // 9
    reach = torch.randint(1, 6, (70,), generator=torch.Generator().manual_seed(0))
    batch = build_windows(words, sentence, reach, 5)
    block, center, context = batch.pairs.nonzero(as_tuple=True)
    found = set(zip(batch.center[block, center].tolist(), batch.context[block, context].tolist(), strict=True))
    assert found == {(i, j) for i in range(70) for j in range(70)
                     if i != j and i // 9 == j // 9 and abs(i - j) <= reach[i]}  # fmt: skip
    block, center, context = batch.reversed_pairs.nonzero(as_tuple=True)
    reversed_pairs = zip(batch.context[block, context].tolist(), batch.center[block, center].tolist(), strict=True)
    assert set(reversed_pairs) == found
