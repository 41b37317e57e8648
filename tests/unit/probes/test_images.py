"""Probes of images: sums and pixels add up to what the net computes; saliency and Grad-CAM equal captum's."""

import inspect

import numpy as np
import pytest
import torch
from captum.attr import LayerGradCam, Occlusion, Saliency
from torch.nn import functional

from nets.experiment.family import build
from nets.experiment.user_error import Problem
from nets.models.cnn.experiment import Convolutional
from nets.models.perceptron.experiment import Perceptron
from nets.probes import PROBES, ask
from nets.training.trainer_state import Training

torch.set_num_threads(1)

CASES = {
    "digits": {"net.channels": "4,6"},
    "norm": {"net.channels": "4,6", "net.norm": True, "net.kernel": "3,2", "net.dilation": "2,1", "net.padding": "2,1",
             "net.stride": "1,2", "net.activation": "gelu", "net.pool": "average"},
    "line": {"data.name": "mnist1d", "net.channels": "3,5", "net.padding": "2"},
    "many channels": {"net.channels": "40,3", "net.pool": "none"},
}  # fmt: skip


@pytest.fixture(scope="module", params=CASES)
def training(request):
    made = Training(Convolutional().replace({"fit.steps": 40, "fit.report": 40, "fit.lr": 0.01} | CASES[request.param]))
    for _ in range(30):
        made.update()
    return made


def probabilities(training, x):
    with torch.no_grad():
        return torch.softmax(training.net.eval()(x), dim=1).numpy()


def test_no_probe_leaves_a_trace(training) -> None:
    net, dims = training.net, len(training.task.shape) - 1
    weights = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    gradients = [p.grad.clone() for p in net.parameters()]
    randomness, everywhere = training.generator.get_state(), torch.get_rng_state()
    net.train()
    corner = [0] * dims
    arguments = {"pixel": {"place": corner}, "patch": {"corner": corner}, "map_ablation": {"channels": (1,)}}
    for name in ("map_ablation", "activations", "augmentation", "channel", "filters", "gradcam", "feature_maps",
                 "mistakes", "occlusion", "patch", "pixel", "predictions", "recognise", "saliency", "robustness",
                 "weights", "full_test_metrics"):  # fmt: skip
        answer = ask(name, net, training.task, **arguments.get(name, {}))
        assert all(type(array) is np.ndarray for array in answer.values()), name
        assert sum(array.nbytes for array in answer.values()) < 400_000, name
    assert net.training
    assert all(module.training for module in net.modules())
    assert all(torch.equal(weights[name], tensor) for name, tensor in net.state_dict().items())
    assert all(torch.equal(a, p.grad) for a, p in zip(gradients, net.parameters(), strict=True))
    assert torch.equal(randomness, training.generator.get_state())
    assert torch.equal(everywhere, torch.get_rng_state())


def test_saliency_equals_captum(training) -> None:
    net, task = training.net.eval(), training.task
    for index in range(3):
        answer = ask("saliency", net, task, index=index, target=4)
        theirs = Saliency(net).attribute(task.test.inputs[index : index + 1].requires_grad_(), target=4)
        ours = torch.from_numpy(answer["saliency"]) * task.scaling.deviation / task.scaling.white
        torch.testing.assert_close(ours, theirs[0].amax(dim=0), rtol=1e-5, atol=1e-7)
    assert int(ask("saliency", net, task)["target"]) == int(ask("recognise", net, task)["predicted"])


def test_grad_cam_equals_captum(training) -> None:
    net, task = training.net.eval(), training.task
    for place, block in enumerate(net.blocks):
        answer = ask("gradcam", net, task, block=f"blocks.{place}", index=2, target=1)
        theirs = LayerGradCam(net, block).attribute(task.test.inputs[2:3], target=1, relu_attributions=True)
        torch.testing.assert_close(torch.from_numpy(answer["cam"]), theirs[0, 0].detach(), rtol=1e-4, atol=1e-6)
        assert answer["large"].shape == task.shape[1:]


def test_occlusion_equals_captum(training) -> None:
    net, task = training.net.eval(), training.task
    dims = len(task.shape) - 1
    answer = ask("occlusion", net, task, edge=3, value=0.5, target=2, index=5)
    x, grey = task.test.inputs[5:6], (0.5 * task.scaling.white - task.scaling.mean) / task.scaling.deviation
    places = np.stack(np.meshgrid(*[answer["rows"], answer["columns"]][:dims] if dims == 2 else [answer["rows"]],
                                  indexing="ij"), axis=-1).reshape(-1, dims)  # fmt: skip
    for at, chance in list(zip(places, answer["map"].ravel(), strict=True))[::7]:
        covered = x.clone()
        covered[(0, slice(None), *(slice(a, a + 3) for a in at))] = grey
        assert chance == pytest.approx(probabilities(training, covered)[0, 2], abs=1e-6)
    window = (1, *[3] * dims)
    theirs = Occlusion(lambda y: torch.softmax(net(y), dim=1)).attribute(x, window, target=2, baselines=float(grey))
    whole = probabilities(training, x)[0, 2]
    lost = theirs[0, 0][
        tuple([0] * dims)
    ].item()  # captum's mean over all windows that hold the corner: the first alone
    assert whole - answer["map"].ravel()[0] == pytest.approx(lost, abs=1e-5)


def test_a_map_is_the_sum_of_its_parts(training) -> None:
    net, task = training.net.eval(), training.task
    x = task.test.inputs[3:4]
    for place, block in enumerate(net.blocks):
        with torch.no_grad():
            arriving = x
            for earlier in range(place):
                arriving = net.pools[earlier](net.blocks[earlier](arriving))
            sums, output = block.sums(arriving)[0], block(arriving)[0]
        for channel in range(len(block.weight)):
            answer = ask("channel", net, task, block=f"blocks.{place}", channel=channel, index=3)
            total = answer["parts"].sum(axis=0) + answer["rest"] + answer["bias"]
            np.testing.assert_allclose(total, sums[channel].numpy(), atol=1e-4)
            np.testing.assert_allclose(answer["sum"], sums[channel].numpy(), atol=1e-4)
            np.testing.assert_allclose(answer["output"], output[channel].numpy(), atol=1e-4)
            bent = answer.get("normed", answer["sum"])
            np.testing.assert_allclose(block.activation(torch.from_numpy(bent)), answer["output"], atol=1e-4)
            np.testing.assert_array_equal(answer["inputs"], arriving[0].numpy()[answer["channels"]])
            assert len(answer["channels"]) == min(32, block.weight.shape[1])


def test_a_pixel_is_patch_times_kernel(training) -> None:
    net, task = training.net.eval(), training.task
    for name in ("blocks.0", "blocks.1"):
        whole = ask("channel", net, task, block=name, channel=1, index=3)
        for at in [*np.ndindex(*whole["sum"].shape)][::5]:
            answer = ask("pixel", net, task, block=name, channel=1, place=at, index=3)
            assert answer["products"].sum() + answer["bias"] == pytest.approx(answer["sum"], abs=1e-4)
            assert answer["sum"] == pytest.approx(whole["sum"][at], abs=1e-4)
            assert answer["output"] == pytest.approx(whole["output"][at], abs=1e-4)
            np.testing.assert_array_equal(answer["patch"] * answer["kernel"], answer["products"])
        arriving = ask("channel", net, task, block=name, channel=1, index=3)
        first = arriving["channels"][0]
        for offset in np.ndindex(*answer["patch"].shape[1:]):
            source = answer["pixels"][offset]
            inside = all(0 <= s < n for s, n in zip(source, arriving["inputs"].shape[1:], strict=True))
            wanted = arriving["inputs"][(0, *source)] if inside else 0.0
            assert answer["patch"][(first, *offset)] == wanted
    with pytest.raises(Problem):
        ask("pixel", net, task, place=(99, 0))
    with pytest.raises(Problem):
        ask("channel", net, task, channel=99)
    with pytest.raises(Problem):
        ask("channel", net, task, block="output")


def test_maps_are_levels_of_the_activations(training) -> None:
    net, task = training.net.eval(), training.task
    answer = ask("feature_maps", net, task, index=4)
    with torch.no_grad():
        activation = net.blocks[0](task.test.inputs[4:5])[0]
        pooled = net.pools[0](activation[None])[0]
    low, high = answer["blocks.0/range"]
    assert (low, high) == pytest.approx((activation.min().item(), activation.max().item()))
    back = answer["blocks.0"] / 255 * (high - low) + low
    np.testing.assert_allclose(back, activation[: len(back)].numpy(), atol=(high - low) / 255)
    if "pools.0" in answer:
        assert answer["pools.0"].shape[1:] == pooled.shape[1:]
    np.testing.assert_allclose(answer["probabilities"], probabilities(training, task.test.inputs[4:5])[0], atol=1e-6)
    np.testing.assert_allclose(functional.softmax(torch.from_numpy(answer["output"]), dim=0), answer["probabilities"],
                               atol=1e-6)  # fmt: skip


def test_a_drawn_image_is_the_example_it_copies(training) -> None:
    net, task = training.net, training.task
    example = ask("recognise", net, task, index=6)
    for pixels in (example["image"], example["image"].tobytes(), example["image"].ravel().tolist()):
        drawn = ask("recognise", net, task, pixels=pixels)
        np.testing.assert_allclose(drawn["probabilities"], example["probabilities"], atol=1e-5)
        assert int(drawn["truth"]) == -1
        assert str(drawn["part"]) == "drawn"
    for bad in ([1.0], b"123", b"1234", "text", np.full(task.shape, np.nan), [[1], [2, 3]]):
        with pytest.raises(Problem):
            ask("recognise", net, task, pixels=bad)


def test_ablation_equals_a_kernel_of_zeros(training) -> None:
    net, task = training.net.eval(), training.task
    answer = ask("map_ablation", net, task, block="blocks.0", channels=(0, 2), index=1)
    with torch.no_grad():
        x = net.blocks[0](task.test.inputs[:400])
        x[:, [0, 2]] = 0
        x = net.pools[1](net.blocks[1](net.pools[0](x))).flatten(1)
        outputs = net.output(x)
    np.testing.assert_allclose(answer["after_scores"], outputs[1].numpy(), atol=1e-4)
    assert answer["accuracy"][1] == pytest.approx((outputs.argmax(1) == task.test.truth[:400]).float().mean().item())
    np.testing.assert_allclose(answer["before"], answer["probabilities"])
    nothing = ask("map_ablation", net, task, channels=())
    np.testing.assert_array_equal(nothing["before"], nothing["after"])


def test_a_patch_covers_what_it_says(training) -> None:
    net, task = training.net.eval(), training.task
    dims = len(task.shape) - 1
    answer = ask("patch", net, task, corner=[2] * dims, edge=2, value=1.0, index=2)
    x = task.test.inputs[2:3].clone()
    x[(0, slice(None), *[slice(2, 4)] * dims)] = (task.scaling.white - task.scaling.mean) / task.scaling.deviation
    np.testing.assert_allclose(answer["after"], probabilities(training, x)[0], atol=1e-6)
    assert answer["area"] == pytest.approx(2**dims / np.prod(task.shape[1:]))
    assert int(answer["after_predicted"]) == answer["after"].argmax()
    edge = ask("patch", net, task, corner=[99] * dims, edge=2)
    assert list(edge["corner"]) == [n - 2 for n in task.shape[1:]]


def test_mistakes_are_wrong_and_surest_first(training) -> None:
    net, task = training.net.eval(), training.task
    answer = ask("mistakes", net, task, most=10)
    said = probabilities(training, task.test.inputs[:1000])
    wrong = np.flatnonzero(said.argmax(1) != task.test.truth[:1000].numpy())
    assert int(answer["total"]) == len(wrong)
    assert set(answer["index"]) <= set(wrong)
    assert (np.diff(answer["confidence"]) <= 0).all()
    assert answer["confidence"][0] == pytest.approx(said[wrong].max(), abs=1e-5)
    assert answer["confusion"].sum() == len(said)
    assert answer["confusion"].trace() == len(said) - len(wrong)
    truth, predicted = int(answer["truth"][0]), int(answer["predicted"][0])
    cell = ask("mistakes", net, task, truth=truth, predicted=predicted)
    assert int(cell["total"]) == answer["confusion"][truth, predicted]
    assert set(cell["truth"]) == {truth}


def test_tolerance_in_the_middle_is_the_image_itself(training) -> None:
    net, task = training.net.eval(), training.task
    for kind in ("shift", "size") if len(task.shape) == 2 else ("shift", "turn", "size"):
        answer = ask("robustness", net, task, kind=kind, steps=9, index=3)
        np.testing.assert_allclose(answer["images"][4], answer["image"], atol=1e-4)
        assert answer["probability"][4] == pytest.approx(answer["probabilities"][int(answer["truth"])], abs=1e-4)
        assert not np.allclose(answer["images"][0], answer["image"], atol=0.05)
    if len(task.shape) == 2:
        with pytest.raises(Problem):
            ask("robustness", net, task, kind="turn")


def test_a_whole_pixel_of_shift_moves_the_image_by_a_pixel(training) -> None:
    net, task = training.net, training.task
    width = task.shape[-1]
    before = ask("recognise", net, task, index=1)["image"]
    after = ask("recognise", net, task, index=1, shift=(1 / width, 0.0))["image"]
    np.testing.assert_allclose(after[..., 1:], before[..., :-1], atol=1e-4)
    np.testing.assert_allclose(after[..., 0], 0, atol=1e-4)
    if len(task.shape) == 3:
        turned = ask("recognise", net, task, index=1, turn=90.0)["image"]
        np.testing.assert_allclose(turned[0], np.rot90(before[0], -1), atol=1e-3)  # clockwise
        down = ask("recognise", net, task, index=1, shift=(0.0, 1 / width))["image"]
        np.testing.assert_allclose(down[0, 1:], before[0, :-1], atol=1e-4)


def test_filters_and_gradients_are_those_of_the_net(training) -> None:
    answer = ask("filters", training.net, training.task)
    assert answer["blocks"].tolist() == [f"blocks.{place}" for place in range(len(training.net.blocks))]
    for name, block in zip(answer["blocks"], training.net.blocks, strict=True):
        np.testing.assert_array_equal(answer[f"{name}/weight"], block.weight.detach().numpy())
        np.testing.assert_array_equal(answer[f"{name}/gradient"], block.weight.grad.numpy())


def test_filters_of_a_large_block_are_bounded() -> None:
    experiment = Convolutional().replace({"net.channels": "128,128", "net.kernel": "5", "net.padding": "2"})
    net, task = build(experiment, torch.Generator().manual_seed(0))
    answer = ask("filters", net, task)
    assert answer["blocks.1/weight"].size <= 40_000
    assert tuple(answer["blocks.1/shape"]) == (128, 128, 5, 5)


def test_a_perceptron_has_no_images() -> None:
    net, task = build(Perceptron(), torch.Generator().manual_seed(0))
    for name in ("feature_maps", "recognise", "saliency", "gradcam", "occlusion", "patch", "pixel", "channel",
                 "map_ablation", "mistakes", "robustness", "augmentation", "pretraining",
                 "full_test_metrics"):  # fmt: skip
        with pytest.raises(Problem):
            ask(name, net, task)


def test_nets_without_convolutions_answer_what_they_can() -> None:
    net, task = build(Convolutional().replace({"net.kind": "mlp"}), torch.Generator().manual_seed(0))
    answer = ask("feature_maps", net, task)
    assert len(answer["blocks"]) == 0
    assert answer["hidden.0"].ndim == 1
    assert len(ask("filters", net, task)["blocks"]) == 0
    ask("saliency", net, task), ask("occlusion", net, task), ask("robustness", net, task)
    with pytest.raises(Problem):
        ask("gradcam", net, task)


def test_every_probe_says_what_it_answers() -> None:
    for entry in PROBES.values():
        module, function = entry.split(":")
        assert len(inspect.getdoc(getattr(__import__(module, fromlist=["x"]), function)) or "") > 80
