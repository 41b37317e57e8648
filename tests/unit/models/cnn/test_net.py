"""Convolution, pooling and batch norm written out equal torch's; the net equals one of torch.nn's modules."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from nets.experiment.family import build
from nets.layers.activations import ACTIVATIONS
from nets.models.cnn import reference
from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.geometry import BlockShape, size
from nets.models.cnn.net import CNN, INITS, BatchNorm


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def drawn(*shape, seed=0):
    return torch.randn(*shape, dtype=torch.float64, generator=generator(seed)).requires_grad_()


def same(ours, theirs, tensors, seed=9):
    """Outputs and the gradients of a random weighing of them are equal."""
    torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-10)
    weighing = torch.randn(ours.shape, dtype=ours.dtype, generator=generator(seed))
    for a, b in zip(*(torch.autograd.grad((y * weighing).sum(), tensors) for y in (ours, theirs)), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-10, atol=1e-10)


settings_of_a_kernel = st.fixed_dictionaries(
    {
        "kernel": st.integers(1, 4),
        "stride": st.integers(1, 3),
        "padding": st.integers(0, 4),
        "dilation": st.integers(1, 3),
        "inputs": st.integers(1, 3),
        "channels": st.integers(1, 3),
        "edges": st.lists(st.integers(4, 9), min_size=1, max_size=2),
        "bias": st.booleans(),
        "seed": st.integers(0, 99),
    }
)


@settings(deadline=None, max_examples=60)
@given(settings_of_a_kernel)
def test_convolution_written_out_equals_torch(drawn_settings):
    k = drawn_settings
    edges, kernel = k["edges"], [k["kernel"]] * len(k["edges"])
    steps = (k["stride"], k["padding"], k["dilation"])
    maps = [size(edge, k["kernel"], *steps) for edge in edges]
    if min(maps) < 1:
        return
    x, weight = (
        drawn(2, k["inputs"], *edges, seed=k["seed"]),
        drawn(k["channels"], k["inputs"], *kernel, seed=k["seed"] + 1),
    )
    bias = drawn(k["channels"], seed=k["seed"] + 2) if k["bias"] else None
    convolve = functional.conv1d if len(edges) == 1 else functional.conv2d
    ours, theirs = reference.convolve(x, weight, bias, *steps), convolve(x, weight, bias, *steps)
    assert list(ours.shape[2:]) == maps
    same(ours, theirs, [x, weight] + ([] if bias is None else [bias]))


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 4), st.lists(st.integers(4, 9), min_size=1, max_size=2), st.sampled_from(["max", "average"]))
def test_pooling_written_out_equals_torch(edge, edges, kind):
    x = drawn(2, 3, *edges, seed=edge)
    pool = getattr(functional, f"{ {'max': 'max', 'average': 'avg'}[kind] }_pool{len(edges)}d")
    ours = reference.pool(x, edge, kind)
    assert list(ours.shape[2:]) == [long // edge for long in edges]
    same(ours, pool(x, edge), [x])


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 5), min_size=0, max_size=2), st.integers(2, 4), st.integers(0, 50))
def test_batch_norm_written_out_equals_torch(edges, batch, seed):
    x, weight, bias = drawn(batch, 3, *edges, seed=seed), drawn(3, seed=seed + 1), drawn(3, seed=seed + 2)
    theirs = functional.batch_norm(x, None, None, weight, bias, training=True)
    ours = reference.normalise(x, weight, bias)
    assert ours.shape == x.shape
    same(ours, theirs, [x, weight, bias])


NETS = {
    "two blocks": {"net.channels": "3,5", "net.hidden": "7"},
    "every setting": {
        "net.channels": "3,4", "net.kernel": "3,2", "net.stride": "1,2", "net.padding": "2,1", "net.dilation": "2,1",
        "net.pool": "average", "net.norm": True, "net.hidden": "6,5", "net.activation": "gelu",
    },
    "no pooling": {"net.channels": "2", "net.pool": "none", "net.activation": "tanh"},
    "a line": {"data.name": "mnist1d", "net.channels": "3,4", "net.norm": True},
    "mlp": {"net.kind": "mlp"},
    "logistic": {"net.kind": "logistic"},
}  # fmt: skip


def like(net, experiment):
    """The same net of torch.nn's modules, with the same weights."""
    dims, parts = net.dims, []
    convolution, norm = ((nn.Conv1d, nn.BatchNorm1d), (nn.Conv2d, nn.BatchNorm2d))[dims - 1]
    pools = {"max": (nn.MaxPool1d, nn.MaxPool2d), "average": (nn.AvgPool1d, nn.AvgPool2d)}
    bend = {"relu": nn.ReLU, "gelu": nn.GELU, "tanh": nn.Tanh}[experiment.net.activation]
    for block in experiment.blocks:
        shape = block.shape
        numbers = (shape.kernel, shape.stride, shape.padding, shape.dilation)
        parts += [convolution(block.inputs, block.channels, *numbers)]
        parts += [norm(block.channels)] if experiment.net.norm else []
        parts += [bend()] + ([pools[experiment.net.pool][dims - 1](shape.pool_size)] if shape.pool_size > 1 else [])
    parts += [nn.Flatten()]
    for layer in net.hidden:
        parts += [nn.Linear(layer.weight.shape[1], len(layer.weight)), bend()]
    made = nn.Sequential(*parts, nn.Linear(net.output.weight.shape[1], len(net.output.weight))).double()
    with torch.no_grad():
        for theirs, ours in zip(made.parameters(), net.parameters(), strict=True):
            theirs.copy_(ours)
    return made


@pytest.mark.parametrize("case", NETS)
def test_the_net_equals_torch_nn(case):
    experiment = Convolutional().replace(NETS[case])
    net, task = build(experiment, generator())
    net = net.double()
    theirs, x = like(net, experiment), task.train.inputs[:6].double()
    for training in (True, False):  # the second time with the running means of the first
        net.train(training), theirs.train(training)
        ours, others = net(x), theirs(x)
        torch.testing.assert_close(ours, others, rtol=1e-9, atol=1e-9)
        net.zero_grad(), theirs.zero_grad()
        ours.square().sum().backward(), others.square().sum().backward()
        for a, b in zip(net.parameters(), theirs.parameters(), strict=True):
            assert a.grad.abs().sum() > 0
            torch.testing.assert_close(a.grad, b.grad, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("case", NETS)
def test_layers_tell_what_is_there(case):
    experiment = Convolutional().replace(NETS[case])
    net, _task = build(experiment, generator())
    told = {layer.name: layer.parameters for layer in experiment.layers()}
    found = dict.fromkeys(told, 0)
    for name, parameter in net.named_parameters():
        found[".".join(name.split(".")[: 1 if name.startswith("output") else 2])] += parameter.numel()
    assert told == found
    assert experiment.parameters == sum(found.values())
    for block, layer, module in zip(experiment.blocks, experiment.layers(), net.blocks, strict=False):
        x = torch.zeros(1, block.inputs, *block.before)
        assert layer.maps == module(x).shape[1:] == (block.channels, *block.maps)


def test_an_mlp_has_about_as_many_parameters():
    for changes in ({}, {"net.channels": "8,8"}, {"data.name": "mnist1d"}):
        cnn = Convolutional().replace(changes)
        mlp = cnn.replace({"net.kind": "mlp"})
        assert mlp.parameters == pytest.approx(cnn.parameters, rel=0.05)


@pytest.mark.parametrize("case", ["every setting", "a line", "two blocks"])
def test_the_receptive_field_is_what_a_pixel_answers_to(case):
    """Gradients of one unit in the middle reach just the pixels of its field."""
    plain = {"net.norm": False, "net.activation": "identity", "net.pool": "average", "net.padding": "0"}
    experiment = Convolutional().replace({"data.name": "mnist5k", **NETS[case], **plain})
    net, _ = build(experiment, generator())
    for place, block in enumerate(experiment.blocks):
        x = torch.zeros(1, *experiment.image, requires_grad=True)
        y = x
        for earlier in range(place):
            y = net.pools[earlier](net.blocks[earlier](y))
        net.blocks[place](y)[(0, 0, *(edge // 2 for edge in block.maps))].backward()
        columns = x.grad[0, 0].abs().reshape(-1, experiment.image[-1]).sum(dim=0).nonzero()[:, 0]
        assert columns.max() - columns.min() + 1 == block.field


@pytest.mark.parametrize("init", sorted(INITS))
def test_same_generator_same_net_and_global_randomness_untouched(init):
    before = torch.get_rng_state()
    shape = BlockShape(4, 3, 1, 1, 1, "max", 2)
    first, second = (CNN((1, 8, 8), [shape], (5,), 3, "relu", True, init, 0.5, generator(3)) for _ in range(2))
    x = torch.ones(4, 1, 8, 8)
    for _ in range(3):
        assert torch.equal(first(x), second(x))
    assert torch.equal(before, torch.get_rng_state())


def test_initial_weights_have_the_promised_spread():
    weight = torch.zeros(64, 32, 5, 5)
    for init, deviation in (("he", (2 / 800) ** 0.5), ("xavier", (2 / (96 * 25)) ** 0.5), ("small", 0.01), ("zero", 0)):
        INITS[init](weight, generator())
        assert weight.std().item() == pytest.approx(deviation, rel=0.02)


def test_a_norm_that_is_frozen_or_sees_one_number_keeps_its_means():
    norm = BatchNorm(2)
    norm(torch.randn(1, 2, 1, 1))
    assert torch.equal(norm.running_mean, torch.zeros(2))
    norm(torch.randn(4, 2, 3, 3) + 1)
    held = norm.running_mean.clone()
    assert held.abs().sum() > 0
    norm.requires_grad_(False)
    norm(torch.randn(4, 2, 3, 3) + 9)
    assert torch.equal(norm.running_mean, held)


def test_every_activation_is_there():
    from nets.models.cnn.settings import Activation

    assert set(Activation.__args__) <= ACTIVATIONS.keys()
