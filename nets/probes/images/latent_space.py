"""What a net that encodes makes of images: their codes as a map, what it decodes there, what it gives back.

Needs of the net: encode, decode; of the task: answers, pca, disturbed, r2, and what `picture` needs. Where a probe asks
`by` what, "pca" puts principal components of equal size in the place of the net.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking
from nets.probes.images.image_input import packed, picture, shown
from nets.probes.words.word_vectors import principal

MOST = 1000  # test images on the map
MOST_SHOWN = 48
MOST_STEPS = 21
SMALL, LARGE = 15, 10  # pictures along an edge of the map, of small and of larger images
EDGE = 14  # pixels of a picture on the map at most

Answer = dict[str, np.ndarray]


class Coder(NamedTuple):
    """`encode` images (B, D) to codes (B, K), and `decode` those to pixels (B, D)."""

    encode: Callable[[Tensor], Tensor]
    decode: Callable[[Tensor], Tensor]


def coder(net: Any, task: Any, by: str = "net") -> Coder:
    """The net, or the principal components. Raises Problem for a net that has no code."""
    if not hasattr(net, "encode") or by not in ("net", "pca"):
        raise Problem(N_("This net has no code."))
    if by == "pca":
        return Coder(task.pca.encode, task.pca.decode)
    return Coder(net.encode, lambda code: task.answers(net.decode(code)))


def reconstruction(net: nn.Module, task: Any, **chosen: Any) -> Answer:
    """One image, chosen as `picture` says, and what comes out again.

    "image", "given", which is the image with the noise of the data, "output" and "pca" (C, H, W) float32, 0 to 1;
    "code" and "pca_code" (K,); "error" and "pca_error", the mean squared difference of a pixel; "truth",
    "part" and "index".
    """
    one = picture(task, **chosen)
    with looking(net):
        given = task.disturbed(one.inputs, Generator().manual_seed(one.index))
        codes = {by: coder(net, task, by).encode(given) for by in ("net", "pca")}  # (1, K)
        outputs = {by: coder(net, task, by).decode(code).reshape(one.inputs.shape) for by, code in codes.items()}
    errors = {by: (output - one.inputs).square().mean() for by, output in outputs.items()}
    about = {"truth": one.truth, "part": one.part, "index": one.index}
    images = {"image": one.inputs, "given": given, "output": outputs["net"], "pca": outputs["pca"]}
    return packed(
        {name: shown(task, image)[0] for name, image in images.items()}
        | {"code": codes["net"][0], "pca_code": codes["pca"][0]}
        | {"error": errors["net"], "pca_error": errors["pca"]}
        | about
    )


def reconstructions(net: nn.Module, task: Any, most: int = 12, worst: bool = False) -> Answer:
    """Test images of every class in turn, or those that come out worst, and what comes out, by the net and by PCA.

    "images", "given", "outputs" and "pca" (n, C, H, W) float32, 0 to 1; "errors" and "pca_errors" (n,), "index" and
    "truth" (n,) int64; "r2" and "pca_r2" over up to 1000 test images.
    """
    x, truth = task.test_inputs[:MOST], task.test_truth[:MOST]
    given = task.disturbed(x, Generator().manual_seed(0))
    with looking(net):
        outputs = {}
        for by in ("net", "pca"):
            one = coder(net, task, by)
            outputs[by] = one.decode(one.encode(given))  # (N, D)
    errors = {by: (output - x).square().mean(dim=1) for by, output in outputs.items()}
    count = min(max(1, most), MOST_SHOWN, len(x))
    at = errors["net"].argsort(descending=True, stable=True)[:count] if worst else in_turn(truth)[:count]
    images = {"images": x, "given": given, "outputs": outputs["net"], "pca": outputs["pca"]}
    return packed(
        {name: _images(task, part[at]) for name, part in images.items()}
        | {"errors": errors["net"][at], "pca_errors": errors["pca"][at], "index": at, "truth": truth[at]}
        | {"r2": task.r2(outputs["net"], x), "pca_r2": task.r2(outputs["pca"], x)}
    )


def in_turn(truth: Tensor) -> Tensor:
    """The places of all examples (N,), the first of each class, then the second of each, and so on."""
    before = torch.zeros_like(truth)  # how many of its class come before it
    for label in truth.unique():
        before[truth == label] = torch.arange(int((truth == label).sum()))
    return (before * (truth.max() + 1) + truth).argsort()


def _images(task: Any, rows: Tensor) -> np.ndarray:
    """Rows of pixels (N, D) as images (N, C, H, W), as people see them."""
    return shown(task, rows.reshape(-1, *task.shape))


class Plane(NamedTuple):
    """How codes lie on a map: along `basis` (2, K) from `center` (K,), or as they are where there are at most two."""

    basis: Tensor | None
    center: Tensor

    def places(self, codes: Tensor, across: Tensor) -> Tensor:
        """Codes (N, K) on the map, (N, 2); of a single number with `across` (N,) upwards."""
        if self.basis is not None:
            return (codes - self.center) @ self.basis.T
        return codes if codes.shape[1] == 2 else torch.stack([codes[:, 0], across.float()], dim=1)

    def codes(self, places: Tensor) -> Tensor:
        """The codes (N, K) at places (N, 2) of the map."""
        if self.basis is not None:
            return self.center + places @ self.basis
        return places[:, : len(self.center)]


def _plane(codes: Tensor) -> tuple[Plane, float]:
    """The map of codes (N, K), and which share of their spread it holds."""
    if codes.shape[1] <= 2:
        return Plane(None, codes.mean(dim=0)), 1.0
    center, basis, held = principal(codes.double().numpy(), 2, None)
    return Plane(torch.from_numpy(basis).float(), torch.from_numpy(center).float()), float(held.sum())


def latent_space(
    net: nn.Module,
    task: Any,
    by: str = "net",
    pictures: bool = False,
    at: tuple[float, float] | None = None,
    **chosen: Any,
) -> Answer:
    """The plane of codes: where the test images lie on it, and what is decoded at each place.

    "points" (N, 2) with "truth" (N,) int64, the classes that nobody told the net; "x" and "y" (2,), the extent;
    with `pictures` "levels" (m, m) uint8, what is decoded at even places, side by side, the lowest row first. "held":
    which share of the codes' spread the map shows: 1 for two numbers; for more it is their principal plane, and for a
    single one the classes stand above one another. "at" (2,): the place walked to, else that of the image chosen as
    `picture` says; "code" (K,) there and "decoded" (C, H, W) of it.
    """
    one, coded = picture(task, **chosen), coder(net, task, by)
    truth = task.test_truth[:MOST]
    with looking(net):
        codes = coded.encode(task.test_inputs[:MOST])  # (N, K)
        if not codes.isfinite().all():
            raise Problem(N_("Some of the codes are no numbers any more."))
        plane, held = _plane(codes)
        points = plane.places(codes, truth)
        place = plane.places(coded.encode(one.inputs), torch.tensor([max(0, one.truth)]))
        extent = [reach(points[:, 0].numpy()), reach(points[:, 1].numpy())]
        levels = _mosaic(task, coded, plane, extent) if pictures else np.zeros((0, 0), np.uint8)
        there = place if at is None else torch.tensor([at], dtype=torch.float32)
        code = plane.codes(there)
        decoded = coded.decode(code)
    found = {"points": points, "truth": truth, "x": extent[0], "y": extent[1], "levels": levels, "held": held}
    return packed(found | {"at": there[0], "code": code[0], "decoded": _images(task, decoded)[0]})


def reach(values: np.ndarray) -> np.ndarray:
    """Low and high, (2,), of an axis that holds the values, at even steps: so it seldom moves while a net learns."""
    low, high = float(values.min()), float(values.max())
    rough = max(high - low, 1e-3) / 5
    power = 10.0 ** np.floor(np.log10(rough))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= rough)
    return np.array([np.floor(low / step - 0.1) * step, np.ceil(high / step + 0.1) * step])


def _mosaic(task: Any, coded: Coder, plane: Plane, extent: list[np.ndarray]) -> np.ndarray:
    """What is decoded at the middles of even cells of the map, side by side, (m, m) uint8, the lowest row first."""
    count = SMALL if task.shape[-1] <= EDGE else LARGE
    middles = (np.arange(count) + 0.5) / count
    across, up = (torch.from_numpy(low + (high - low) * middles).float() for low, high in extent)
    places = torch.stack([across.repeat(count), up.repeat_interleave(count)], dim=1)  # (n², 2), lowest row first
    images = torch.from_numpy(_images(task, coded.decode(plane.codes(places)))).mean(dim=1, keepdim=True)
    if task.shape[-1] > EDGE:
        images = functional.adaptive_avg_pool2d(images, EDGE)
    edge = images.shape[-1]
    rows = images.flip(2).reshape(count, count, edge, edge).permute(0, 2, 1, 3)  # a picture's first row is its highest
    return (rows.reshape(count * edge, count * edge) * 255).round().to(torch.uint8).numpy()


def interpolation(net: nn.Module, task: Any, other: int = 1, steps: int = 9, **chosen: Any) -> Answer:
    """The way from one image, chosen as `picture` says, to the test image `other`, in even steps.

    "decoded" (n, C, H, W) float32, 0 to 1: what the net decodes on the straight line between their codes; "blended":
    the same line from pixels to pixels; "shares" (n,): how much of the way is gone.
    """
    one, two = picture(task, **chosen), picture(task, "test", other)
    shares = torch.linspace(0, 1, min(max(3, steps), MOST_STEPS))[:, None]  # (n, 1)
    coded = coder(net, task)
    with looking(net):
        first, last = coded.encode(one.inputs), coded.encode(two.inputs)  # (1, K)
        decoded = coded.decode(first + shares * (last - first))
    blended = one.inputs.flatten(1) + shares * (two.inputs - one.inputs).flatten(1)
    return packed({"decoded": _images(task, decoded), "blended": _images(task, blended), "shares": shares[:, 0]})


def anomalies(net: nn.Module, task: Any, most: int = 8, **chosen: Any) -> Answer:
    """How badly images come out that are nothing like the training images, beside the test images.

    "kinds" (S,) str, "test" first, then those of the task's `anomalies`; for each "<kind>/errors" (N,) float32, the
    mean squared difference of a pixel, "<kind>/images" and "<kind>/outputs" (n, C, H, W), and "apart" (S,) float64: how
    often such an image has a larger error than a test image, 0.5 by chance. "error": of the image chosen as `picture`
    says, with "part" and "ink" (2,), the mean of its pixels and that of the test images. Needs of the task: strangers.
    """
    one, coded = picture(task, **chosen), coder(net, task)
    kinds = {"test": task.test_inputs[:MOST], **task.strangers()}
    answer: dict[str, Any] = {"kinds": np.array(list(kinds)), "part": one.part}
    with looking(net):
        for kind, x in kinds.items():
            outputs = coded.decode(coded.encode(x))
            answer[f"{kind}/errors"] = (outputs - x).square().mean(dim=1)
            answer |= {f"{kind}/images": _images(task, x[:most]), f"{kind}/outputs": _images(task, outputs[:most])}
        flat = one.inputs.flatten(1)
        answer["error"] = (coded.decode(coded.encode(flat)) - flat).square().mean()
    answer["ink"] = torch.stack([flat.mean(), task.test_inputs[:MOST].mean()])
    usual = np.sort(answer["test/errors"].numpy())
    answer["apart"] = np.array([_larger(answer[f"{kind}/errors"].numpy(), usual) for kind in kinds])
    return packed(answer)


def _larger(errors: np.ndarray, usual: np.ndarray) -> float:
    """How often one of `errors` is larger than one of `usual`, which is sorted; equal ones count half."""
    below, upto = np.searchsorted(usual, errors, "left"), np.searchsorted(usual, errors, "right")
    return float((below + upto).mean() / (2 * len(usual)))
