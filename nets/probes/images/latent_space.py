"""The latent space of an autoencoder: a map of the codes, what is decoded there, and reconstructions.

Needs of the net: encode, decode; of the task: answers, pca, add_noise, r2, and what `image_input` needs. With `by`
"pca" principal components of equal number take the place of the net.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.images.image_input import display_pixels, image_input, to_arrays
from nets.probes.words.word_vectors import principal

MAX_EXAMPLES = 1000  # test images on the map
MAX_IMAGES = 48
MAX_STEPS = 21
SMALL_IMAGE_TILES, LARGE_IMAGE_TILES = 15, 10  # pictures along an edge of the map, of small and of larger images
MAX_TILE_EDGE = 14  # pixels of a picture on the map at most

Answer = dict[str, np.ndarray]


class Coder(NamedTuple):
    """`encode` images (B, D) to codes (B, K), and `decode` those to pixels (B, D)."""

    encode: Callable[[Tensor], Tensor]
    decode: Callable[[Tensor], Tensor]


def coder_of(net: Any, task: Any, by: str = "net") -> Coder:
    """Return the net's coder, or that of the principal components. Raises Problem for a net without codes."""
    if not hasattr(net, "encode") or by not in ("net", "pca"):
        raise Problem(N_("This net has no code."))
    if by == "pca":
        return Coder(task.pca.encode, task.pca.decode)
    return Coder(net.encode, lambda code: task.answers(net.decode(code)))


def reconstruction(net: nn.Module, task: Any, **chosen: Any) -> Answer:
    """Return one image and its reconstruction; the arguments are those of `image_input`.

    Returns:
        "image", "given", the image with the noise of the data, "output" and "pca" (C, H, W) float32, 0 to 1; "code" and
        "pca_code" (K,); "error" and "pca_error", mean squared errors; "truth", "part" and "index".
    """
    selected = image_input(task, **chosen)
    with evaluation_mode(net):
        noisy = task.add_noise(selected.inputs, Generator().manual_seed(selected.index))
        codes = {by: coder_of(net, task, by).encode(noisy) for by in ("net", "pca")}  # (1, K)
        outputs = {
            by: coder_of(net, task, by).decode(code).reshape(selected.inputs.shape) for by, code in codes.items()
        }
    errors = {by: (output - selected.inputs).square().mean() for by, output in outputs.items()}
    about = {"truth": selected.truth, "part": selected.part, "index": selected.index}
    images = {"image": selected.inputs, "given": noisy, "output": outputs["net"], "pca": outputs["pca"]}
    return to_arrays(
        {name: display_pixels(task, image)[0] for name, image in images.items()}
        | {"code": codes["net"][0], "pca_code": codes["pca"][0]}
        | {"error": errors["net"], "pca_error": errors["pca"]}
        | about
    )


def reconstructions(net: nn.Module, task: Any, most: int = 12, worst: bool = False) -> Answer:
    """Return test images of all classes, or with the largest errors, and their reconstructions.

    Returns:
        "images", "given", "outputs" and "pca" (n, C, H, W) float32, 0 to 1; "errors" and "pca_errors" (n,), "index" and
        "truth" (n,) int64; "r2" and "pca_r2" over up to 1000 test images.
    """
    test = task.test.first(MAX_EXAMPLES)
    x, truth = test.inputs, test.truth
    noisy = task.add_noise(x, Generator().manual_seed(0))
    with evaluation_mode(net):
        outputs = {}
        for by in ("net", "pca"):
            coder = coder_of(net, task, by)
            outputs[by] = coder.decode(coder.encode(noisy))  # (N, D)
    errors = {by: (output - x).square().mean(dim=1) for by, output in outputs.items()}
    count = min(max(1, most), MAX_IMAGES, len(x))
    order = errors["net"].argsort(descending=True, stable=True)[:count] if worst else interleave_classes(truth)[:count]
    images = {"images": x, "given": noisy, "outputs": outputs["net"], "pca": outputs["pca"]}
    return to_arrays(
        {name: _images(task, part[order]) for name, part in images.items()}
        | {"errors": errors["net"][order], "pca_errors": errors["pca"][order], "index": order, "truth": truth[order]}
        | {"r2": task.r2(outputs["net"], x), "pca_r2": task.r2(outputs["pca"], x)}
    )


def interleave_classes(truth: Tensor) -> Tensor:
    """Return the indices (N,) of all examples: the first of each class, the second of each, and so on."""
    rank = torch.zeros_like(truth)  # how many of its class come before it
    for label in truth.unique():
        rank[truth == label] = torch.arange(int((truth == label).sum()))
    return (rank * (truth.max() + 1) + truth).argsort()


def _images(task: Any, rows: Tensor) -> np.ndarray:
    """Return rows of pixels (N, D) as images (N, C, H, W), 0 to 1."""
    return display_pixels(task, rows.reshape(-1, *task.shape))


class Plane(NamedTuple):
    """A map of codes along `basis` (2, K) from `center` (K,), or of codes of one or two numbers."""

    basis: Tensor | None
    center: Tensor

    def positions(self, codes: Tensor, across: Tensor) -> Tensor:
        """Return codes (N, K) on the map, (N, 2); of a single number with `across` (N,) as y."""
        if self.basis is not None:
            return (codes - self.center) @ self.basis.T
        return codes if codes.shape[1] == 2 else torch.stack([codes[:, 0], across.float()], dim=1)

    def codes(self, positions: Tensor) -> Tensor:
        """Return the codes (N, K) at positions (N, 2) of the map."""
        if self.basis is not None:
            return self.center + positions @ self.basis
        return positions[:, : len(self.center)]


def _plane(codes: Tensor) -> tuple[Plane, float]:
    """Return the map of codes (N, K), and the share of their variance on it."""
    if codes.shape[1] <= 2:
        return Plane(None, codes.mean(dim=0)), 1.0
    center, basis, explained = principal(codes.double().numpy(), 2, None)
    return Plane(torch.from_numpy(basis).float(), torch.from_numpy(center).float()), float(explained.sum())


def latent_space(
    net: nn.Module,
    task: Any,
    by: str = "net",
    pictures: bool = False,
    at: tuple[float, float] | None = None,
    **chosen: Any,
) -> Answer:
    """Return the map of codes: where test images lie, and what is decoded at each position.

    Args:
        net: An autoencoder.
        task: Supplies the images.
        by: "net" or "pca".
        pictures: Whether to decode positions all over the map.
        at: Position to decode; None is that of the selected image.
        chosen: The arguments of `image_input`.

    Returns:
        "points" (N, 2) with "truth" (N,) int64; "x" and "y" (2,), the extent; with `pictures` "levels" (m, m) uint8,
        the decoded images side by side, the lowest row first. "explained_share": the share of the variance on the map,
        the principal plane of codes with more than two numbers; with one number, classes stand one above another. "at"
        (2,), "code" (K,) and "decoded" (C, H, W) of it.
    """
    selected, coder = image_input(task, **chosen), coder_of(net, task, by)
    truth = task.test.truth[:MAX_EXAMPLES]
    with evaluation_mode(net):
        codes = coder.encode(task.test.inputs[:MAX_EXAMPLES])  # (N, K)
        if not codes.isfinite().all():
            raise Problem(N_("Some of the codes are no numbers any more."))
        plane, explained = _plane(codes)
        points = plane.positions(codes, truth)
        selected_position = plane.positions(coder.encode(selected.inputs), torch.tensor([max(0, selected.truth)]))
        extent = [axis_limits(points[:, 0].numpy()), axis_limits(points[:, 1].numpy())]
        levels = _mosaic(task, coder, plane, extent) if pictures else np.zeros((0, 0), np.uint8)
        position = selected_position if at is None else torch.tensor([at], dtype=torch.float32)
        code = plane.codes(position)
        decoded = coder.decode(code)
    arrays = {"points": points, "truth": truth, "x": extent[0], "y": extent[1], "levels": levels}
    arrays |= {"explained_share": explained, "at": position[0], "code": code[0]}
    return to_arrays(arrays | {"decoded": _images(task, decoded)[0]})


def axis_limits(values: np.ndarray) -> np.ndarray:
    """Return the limits (2,) of an axis for these values, at round numbers, so that they seldom change."""
    low, high = float(values.min()), float(values.max())
    rough_step = max(high - low, 1e-3) / 5
    power = 10.0 ** np.floor(np.log10(rough_step))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= rough_step)
    return np.array([np.floor(low / step - 0.1) * step, np.ceil(high / step + 0.1) * step])


def _mosaic(task: Any, coder: Coder, plane: Plane, extent: list[np.ndarray]) -> np.ndarray:
    """Return what is decoded at even cells of the map, side by side, (m, m) uint8, the lowest row first."""
    count = SMALL_IMAGE_TILES if task.shape[-1] <= MAX_TILE_EDGE else LARGE_IMAGE_TILES
    middles = (np.arange(count) + 0.5) / count
    across, up = (torch.from_numpy(low + (high - low) * middles).float() for low, high in extent)
    positions = torch.stack([across.repeat(count), up.repeat_interleave(count)], dim=1)  # (n², 2), lowest row first
    images = torch.from_numpy(_images(task, coder.decode(plane.codes(positions)))).mean(dim=1, keepdim=True)
    if task.shape[-1] > MAX_TILE_EDGE:
        images = functional.adaptive_avg_pool2d(images, MAX_TILE_EDGE)
    edge = images.shape[-1]
    rows = images.flip(2).reshape(count, count, edge, edge).permute(0, 2, 1, 3)  # a picture's first row is its highest
    return (rows.reshape(count * edge, count * edge) * 255).round().to(torch.uint8).numpy()


def interpolation(net: nn.Module, task: Any, other: int = 1, steps: int = 9, **chosen: Any) -> Answer:
    """Return the path from one image to the test image `other`, in even steps.

    Returns:
        "decoded" (n, C, H, W) float32, 0 to 1, on the straight line between their codes; "blended", on the line between
        their pixels; "shares" (n,) of the path.
    """
    selected, end = image_input(task, **chosen), image_input(task, "test", other)
    shares = torch.linspace(0, 1, min(max(3, steps), MAX_STEPS))[:, None]  # (n, 1)
    coder = coder_of(net, task)
    with evaluation_mode(net):
        first, last = coder.encode(selected.inputs), coder.encode(end.inputs)  # (1, K)
        decoded = coder.decode(first + shares * (last - first))
    blended = selected.inputs.flatten(1) + shares * (end.inputs - selected.inputs).flatten(1)
    return to_arrays({"decoded": _images(task, decoded), "blended": _images(task, blended), "shares": shares[:, 0]})


def anomalies(net: nn.Module, task: Any, most: int = 8, **chosen: Any) -> Answer:
    """Return reconstruction errors of images unlike the training images, beside those of test images.

    Needs of the task: strangers.

    Returns:
        "kinds" (S,) str, "test" first; for each "<kind>/errors" (N,) float32, mean squared errors, "<kind>/images" and
        "<kind>/outputs" (n, C, H, W). "apart" (S,) float64: the probability that its error is larger than a test
        image's. "error" of the selected image, with "part" and "ink" (2,), the mean of its pixels and that of test
        images.
    """
    selected, coder = image_input(task, **chosen), coder_of(net, task)
    kinds = {"test": task.test.inputs[:MAX_EXAMPLES], **task.strangers()}
    answer: dict[str, Any] = {"kinds": np.array(list(kinds)), "part": selected.part}
    with evaluation_mode(net):
        for kind, x in kinds.items():
            outputs = coder.decode(coder.encode(x))
            answer[f"{kind}/errors"] = (outputs - x).square().mean(dim=1)
            answer |= {f"{kind}/images": _images(task, x[:most]), f"{kind}/outputs": _images(task, outputs[:most])}
        flat = selected.inputs.flatten(1)
        answer["error"] = (coder.decode(coder.encode(flat)) - flat).square().mean()
    answer["ink"] = torch.stack([flat.mean(), task.test.inputs[:MAX_EXAMPLES].mean()])
    test_errors = np.sort(answer["test/errors"].numpy())
    answer["apart"] = np.array([_share_of_larger(answer[f"{kind}/errors"].numpy(), test_errors) for kind in kinds])
    return to_arrays(answer)


def _share_of_larger(errors: np.ndarray, reference: np.ndarray) -> float:
    """Return how often one of `errors` exceeds one of the sorted `reference`; ties count half."""
    below, upto = np.searchsorted(reference, errors, "left"), np.searchsorted(reference, errors, "right")
    return float((below + upto).mean() / (2 * len(reference)))
