"""The directions of a landscape: scikit-learn's principal components, and random ones as long as the net's filters."""

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from torch import nn

from nets.experiment.user_error import Problem
from nets.probes.landscape.directions import Movable, coordinates, explained_share, filter_normalized, principal


def test_principal_directions_are_scikit_learns_components():
    path = torch.randn(7, 30, generator=torch.Generator().manual_seed(0)).cumsum(dim=0)
    directions, reference = principal(path), PCA(2, svd_solver="full").fit(path.double().numpy())
    turned = np.sign((directions.numpy() * reference.components_).sum(axis=1))
    np.testing.assert_allclose(directions.numpy() * turned[:, None], reference.components_, atol=1e-5)
    assert explained_share(path, directions) == pytest.approx(reference.explained_variance_ratio_.sum(), abs=1e-6)
    assert (directions @ (path[-1] - path[0]) >= 0).all(), "a path goes from left to right, and upwards"
    shown = coordinates(path, path[-1], directions).numpy() * turned
    wanted = reference.transform(path.double().numpy())
    np.testing.assert_allclose(shown, wanted - wanted[-1], atol=1e-4)


def test_a_path_along_a_line_has_one_direction_and_no_path_has_none():
    line = torch.arange(5.0)[:, None] * torch.tensor([[3.0, 4.0, 0.0]])
    directions = principal(line)
    np.testing.assert_allclose(directions[0].abs(), [0.6, 0.8, 0.0], atol=1e-6)
    assert not directions[1].any()
    assert explained_share(line, directions) == pytest.approx(1.0)
    with pytest.raises(Problem):
        principal(torch.ones(5, 3))


def test_places_on_a_plane_of_slanted_directions_are_found_again():
    directions = torch.tensor([[1.0, 0.0, 0.0], [1.0, 2.0, 0.0]])
    centre, places = torch.tensor([5.0, 5.0, 5.0]), torch.tensor([[0.5, -1.0], [2.0, 3.0]])
    beside = torch.tensor([0.0, 0.0, 7.0])  # what lies off the plane changes nothing
    np.testing.assert_allclose(
        coordinates(centre + places @ directions + beside, centre, directions), places, atol=1e-6
    )


def test_each_filter_of_a_random_direction_is_as_long_as_the_nets():
    net = nn.Sequential(nn.Conv2d(2, 3, 3), nn.Flatten(), nn.Linear(4, 5))
    net[2].weight.data[1] = 0.0
    parameters = list(net.parameters())
    parts = filter_normalized(parameters, torch.Generator().manual_seed(1)).split([p.numel() for p in parameters])
    for parameter, part in zip(parameters, parts, strict=True):
        lengths = part.view_as(parameter).flatten(1).norm(dim=1) if parameter.ndim > 1 else part
        wanted = parameter.detach().flatten(1).norm(dim=1) if parameter.ndim > 1 else torch.zeros_like(part)
        np.testing.assert_allclose(lengths, wanted, atol=1e-5)
    assert abs(torch.cosine_similarity(parts[0], parameters[0].detach().flatten(), dim=0)) < 0.9


def test_a_borrowed_net_is_given_back_as_it_was():
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    movable = Movable(net, list(net.parameters()))
    net(torch.randn(8, 2)).sum().backward()  # moves the running mean
    net[0].weight.data += 1
    before = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    gradient = net[0].weight.grad.clone()
    with movable.borrow():
        assert not net[1].training
        assert not net[1].running_mean.any(), "as it was when the survey began"
        movable.put(movable.weights + 1)
        np.testing.assert_allclose(net[0].weight.detach(), before["0.weight"], atol=1e-6)
    assert net[1].training
    assert all(torch.equal(tensor, before[name]) for name, tensor in net.state_dict().items())
    assert torch.equal(net[0].weight.grad, gradient)
