"""The MLP against torch.nn, finite differences and what its initial weights and dropout promise."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from nets.layers.activations import ACTIVATIONS, output_activation
from nets.layers.initializers import INITS
from nets.layers.linear import Linear, apply_dropout
from nets.layers.tables.activation_specs import ACTIVATION_SPECS
from nets.layers.tables.initializer_specs import INITIALIZER_SPECS, initializer_source
from nets.models.perceptron.net import MLP

torch.set_num_threads(1)

MODULES = {
    "identity": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "gelu": nn.GELU,
}


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def mlp(inputs, hidden, outputs, activations, init="xavier", dropout=0.0, seed=0):
    return MLP(inputs, hidden, outputs, activations, init, dropout, generator(seed))


def sequential_like(net):
    """torch.nn's net of the same layers with the same weights."""
    parts = []
    for layer in (*net.hidden, net.output):
        width, inputs = layer.weight.shape
        parts.append(nn.Linear(inputs, width))
        if layer is not net.output:
            parts.append(MODULES[layer.kind]())
    same = nn.Sequential(*parts).to(net.output.weight.dtype)
    with torch.no_grad():
        for theirs, ours in zip(same.parameters(), net.parameters(), strict=True):
            theirs.copy_(ours)
    return same


sizes = st.integers(1, 9)
layers = st.lists(st.tuples(sizes, st.sampled_from(sorted(ACTIVATIONS))), max_size=4)


@settings(deadline=None, max_examples=30)
@given(sizes, layers, sizes, st.sampled_from([torch.float32, torch.float64]), st.integers(0, 99))
def test_outputs_and_gradients_equal_torch_nn(inputs, layers, outputs, dtype, seed):
    net = mlp(inputs, [w for w, _ in layers], outputs, [a for _, a in layers], seed=seed).to(dtype)
    same = sequential_like(net)
    x = torch.randn(7, inputs, dtype=dtype, generator=generator(seed + 1))
    ours, theirs = net(x), same(x)
    tolerance = 1e-6 if dtype == torch.float32 else 1e-12
    torch.testing.assert_close(ours, theirs, rtol=tolerance, atol=tolerance)
    ours.square().sum().backward()
    theirs.square().sum().backward()
    for a, b in zip(net.parameters(), same.parameters(), strict=True):
        torch.testing.assert_close(a.grad, b.grad, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_gradients_equal_finite_differences(activation):
    net = mlp(2, (4, 3), 2, (activation, activation), init="he").double()
    x = torch.randn(6, 2, dtype=torch.float64, generator=generator(5))
    net(x).square().mean().backward()
    step = 1e-6
    for parameter in net.parameters():
        flat, gradient = parameter.data.view(-1), parameter.grad.view(-1)
        for i in range(len(flat)):
            kept = flat[i].item()
            losses = []
            for moved in (kept + step, kept - step):
                flat[i] = moved
                losses.append(net(x).square().mean().item())
            flat[i] = kept
            assert gradient[i].item() == pytest.approx((losses[0] - losses[1]) / (2 * step), abs=1e-7, rel=1e-6)


def test_no_hidden_layer_is_a_linear_model():
    net = mlp(3, (), 2, ())
    assert [name for name, _ in net.named_parameters()] == ["output.weight", "output.bias"]
    x = torch.randn(5, 3)
    torch.testing.assert_close(net(x), x @ net.output.weight.T + net.output.bias)


DEVIATIONS = {
    "zero": 0.0,
    "small": 0.01,
    "large": 3.0,
    "xavier": math.sqrt(2 / (300 + 200)),
    "he": math.sqrt(2 / 300),
    "orthogonal": math.sqrt(1 / 300),
}


@pytest.mark.parametrize("init", sorted(INITS))
def test_initial_weights_have_the_promised_spread(init):
    weight = torch.zeros(200, 300)
    INITS[init](weight, generator())
    assert weight.mean().abs() < 4 * max(DEVIATIONS[init], 1e-12) / math.sqrt(weight.numel())
    assert weight.std().item() == pytest.approx(DEVIATIONS[init], rel=0.02)


def test_xavier_is_uniform_and_orthogonal_is_orthogonal():
    xavier, orthogonal = torch.zeros(200, 300), torch.zeros(20, 30)
    INITS["xavier"](xavier, generator())
    bound = math.sqrt(6 / 500)
    assert xavier.abs().max() <= bound
    assert torch.histc(xavier, 10, -bound, bound).std() < 0.05 * 6000
    INITS["orthogonal"](orthogonal, generator())
    torch.testing.assert_close(orthogonal @ orthogonal.T, torch.eye(20), atol=1e-5, rtol=0)


def test_biases_start_at_zero():
    assert all(not layer.bias.any() for layer in mlp(2, (4, 2), 1, ("tanh", "tanh"), init="large").modules()
               if isinstance(layer, Linear))  # fmt: skip


@pytest.mark.parametrize("init", sorted(INITS))
def test_same_generator_same_net_and_global_randomness_untouched(init):
    before = torch.get_rng_state()
    first, second = (mlp(2, (8, 8), 2, ("relu",) * 2, init=init, dropout=0.5, seed=3) for _ in range(2))
    x = torch.ones(4, 2)
    for _ in range(3):
        assert torch.equal(first(x), second(x))
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_dropout_drops_its_share_and_keeps_the_mean(share):
    x = torch.ones(1000, 100)
    dropped = apply_dropout(x, share, generator())
    assert (dropped == 0).float().mean().item() == pytest.approx(share, abs=0.005)
    assert dropped[dropped != 0].unique().tolist() == pytest.approx([1 / (1 - share)])
    assert dropped.mean().item() == pytest.approx(1, abs=0.05)


def test_dropout_acts_in_training_mode_only_and_may_be_changed():
    net = mlp(2, (64,), 1, ("tanh",), dropout=0.5)
    x = torch.randn(3, 2)
    assert not torch.equal(net(x), net(x))
    net.dropout = 0.0
    assert torch.equal(net(x), net(x))
    net.dropout = 0.5
    net.eval()
    assert torch.equal(net(x), net(x))


def test_squash():
    outputs = torch.randn(4, 3)
    assert torch.equal(output_activation(outputs, "linear"), outputs)
    np.testing.assert_allclose(
        output_activation(outputs, "sigmoid").numpy(), 1 / (1 + np.exp(-outputs.numpy())), rtol=1e-6
    )
    assert output_activation(outputs, "softmax").sum(dim=1).tolist() == pytest.approx([1] * 4)


def test_every_activation_and_initializer_has_a_spec():
    assert ACTIVATIONS.keys() == ACTIVATION_SPECS.keys()
    assert INITS.keys() == INITIALIZER_SPECS.keys()


@pytest.mark.parametrize("name", ACTIVATION_SPECS)
def test_source_of_an_activation_computes_the_function(name):
    z = torch.linspace(-3, 3, 13)
    source = ACTIVATION_SPECS[name].source.format(z="z")
    assert torch.equal(eval(source, {"torch": torch, "functional": nn.functional, "z": z}), ACTIVATIONS[name](z))


@pytest.mark.parametrize("name", INITIALIZER_SPECS)
def test_source_of_an_initializer_fills_the_same_weights(name):
    expected, weight = torch.empty(4, 3), torch.empty(4, 3)
    INITS[name](expected, generator())
    exec("\n".join(initializer_source(name)), {"math": math, "nn": nn, "weight": weight, "generator": generator()})
    assert torch.equal(weight, expected)
