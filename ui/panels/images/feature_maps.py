"""The layers of a net that reads images: the image, the feature maps of every block, and the scores."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from nets.engine.run import Run
from nets.models.captioner.experiment import Captioner
from nets.models.cnn.examples import chosen, examples
from nets.models.cnn.experiment import Convolutional
from ui.charts.render import answers
from ui.components.maps import SHOWN, maps
from ui.components.pictures import inked, stack
from ui.panels.images.image_input import IMAGE_PICKER, belongs_to, input_arguments, picture
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import layer_title
from ui.text.i18n import _
from ui.text.option_labels import variant_label

MAP, POOLED, MAX_CLASSES = 42, 28, 12
Block = dict[str, Any]


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the layers."""
    return {"feature_maps": {"most": SHOWN, **input_arguments(session)}}


def strip(session: TrainingSession) -> None:
    """Draw the image, the feature maps of every block, and the scores of the classes."""
    experiment, answer, state = (
        of_family(session, Convolutional),
        answers(session.run, "feature_maps"),
        picture(session),
    )
    if not belongs_to(session.run, answer):
        answer = blank(experiment) | first_image(experiment, *session.selection.example)
    off = [(state.focus[0], channel) for channel in state.off if session.selection.inspector == "switch"]
    maps(
        "strip",
        image=image_of(experiment, answer),
        blocks=blocks(experiment, answer),
        head=scores(experiment, answer),
        words=words(),
        focused=state.focus,
        off=off,
        on_focus=lambda: _on_focus(session),
    )


def blank(experiment: Convolutional) -> dict[str, np.ndarray]:
    """Return an answer with empty layers, to draw before the net has answered."""
    answer: dict[str, Any] = {"image": np.zeros(experiment.image, np.float32), "truth": -1, "part": "", "index": 0}
    for number, block in enumerate(experiment.blocks):
        answer[f"blocks.{number}/range"] = np.array([0.0, 1.0])
        answer[f"blocks.{number}"] = np.zeros((min(SHOWN, block.channels), *block.maps), np.uint8)
        if block.shape.pool_size > 1:
            answer[f"pools.{number}"] = np.zeros((min(SHOWN, block.channels), *block.pooled), np.uint8)
    count = len(experiment.classes)
    return answer | {"probabilities": np.full(count, 1 / count)}


@lru_cache(maxsize=8)
def first_image(experiment: Convolutional, part: str, index: int) -> dict[str, Any]:
    """Return the example itself, if the dataset is small enough for the server to read; else nothing."""
    if experiment.data.name not in ("digits", "own"):
        return {}
    dataset = examples(experiment.data, chosen(experiment.data), experiment.data.examples)
    part_data = dataset.train if part == "train" else dataset.test
    if index >= len(part_data.labels):
        return {}
    image = part_data.pixels[index].astype(np.float32) / dataset.white
    return {"image": image, "truth": int(part_data.labels[index]), "part": part, "index": index}


def words() -> dict[str, str]:
    """Return the labels of the layers."""
    return {
        "alt": _("The layers of the net from left to right: image, feature maps of each block, scores of the classes."),
        "map": _("map"),
        "row": _("row"),
        "column": _("column"),
    }


def image_of(experiment: Convolutional, answer: dict[str, np.ndarray]) -> dict[str, Any]:
    """Return the image as the first column."""
    truth, part = int(answer["truth"]), str(answer["part"])
    titles = {"test": _("Test image"), "train": _("Training image"), "drawn": _("Drawing"), "": _("Image")}
    note = (
        _("{number}: it is {truth}", number=int(answer["index"]) + 1, truth=experiment.classes[truth])
        if truth >= 0
        else ""
    )
    return {"title": titles[part], "note": note, "stack": inked(answer["image"][None], 1.0)}


def blocks(experiment: Convolutional | Captioner, answer: dict[str, np.ndarray]) -> list[Block]:
    """Return the columns of every block: its maps and its pooled maps."""
    columns: list[Block] = []
    for number, block in enumerate(experiment.blocks):
        name = f"blocks.{number}"
        if name not in answer:
            break
        shape = " × ".join(map(str, block.maps))
        count, every = len(answer[name]), block.channels
        note = shape if count == every else _("{shape}, {shown} of {all} shown", shape=shape, shown=count, all=every)
        columns.append(_column(number, layer_title(name), note, answer[name], answer[f"{name}/range"], MAP))
        pooled = answer.get(f"pools.{number}")
        if pooled is not None:
            shape = " × ".join(map(str, block.pooled))
            columns.append(_column(number, _("Pooling"), shape, pooled, answer[f"{name}/range"], POOLED))
    return columns


def _column(number: int, title: str, note: str, levels: np.ndarray, span: np.ndarray, width: int) -> Block:
    low, high = span.tolist()
    values = low + levels.astype(np.float32) / 255 * (high - low)  # (O, P)
    peak = max(abs(low), abs(high)) or 1.0
    packed = stack(values, -peak, peak, signed=True)
    return {
        "title": title,
        "note": note,
        "stack": packed,
        "block": number,
        "width": width,
        "channels": list(range(len(levels))),
    }


def scores(experiment: Convolutional, answer: dict[str, np.ndarray], name: str = "probabilities") -> dict[str, Any]:
    """Return the scores of the classes; of many classes, the highest and the true one."""
    shares, truth = answer[name], int(answer["truth"])
    classes = np.arange(len(shares))
    if len(shares) > MAX_CLASSES:
        best = np.argsort(-shares, kind="stable")[:MAX_CLASSES]
        classes = best if truth < 0 or truth in best else np.append(best[:-1], truth)
    places = classes.tolist()
    return {
        "title": _("Scores"),
        "note": "" if len(places) == len(shares) else _("{shown} of {all} shown", shown=len(places), all=len(shares)),
        "names": [experiment.classes[place] for place in places],
        "values": [float(value) if np.isfinite(value) else 0.0 for value in shares[places]],
        "truth": places.index(truth) if truth in places else None,
        "true": _("the true class"),
    }


def draw_comparisons(session: TrainingSession) -> None:
    """Draw what the comparison runs say of the same image."""
    for name, run in session.comparison_runs.runs.items():
        answer = answers(run, "recognise")
        if belongs_to(run, answer):
            score(name, variant_label(name), run, answer)


def score(key: str, title: str, run: Run, answer: dict[str, np.ndarray], name: str = "probabilities") -> None:
    """Draw the scores of one net under its name."""
    experiment = run.experiment
    assert isinstance(experiment, Convolutional)
    head = scores(experiment, answer, name) | {"title": title}
    maps(f"scores/{key}", image=None, blocks=[], head=head, words=words())


def _on_focus(session: TrainingSession) -> None:
    """Select the map that was clicked."""
    clicked = st.session_state["strip"]["focus"]
    focus(session, int(clicked["block"]), int(clicked["channel"]))


def focus(session: TrainingSession, block: int, channel: int) -> None:
    """Select this map, or the first one if the net does not have it. A callback ends with it."""
    state, blocks = picture(session), of_family(session, Convolutional).blocks
    exists = 0 <= block < len(blocks) and 0 <= channel < blocks[block].channels
    if not exists or (block, channel)[0] != state.focus[0]:
        state.off = ()
    state.focus, state.cell = ((block, channel) if exists else (0, 0)), None
    if session.selection.inspector not in FOCUSED:
        session.selection.inspector = "unit"
    name, number = f"blocks.{state.focus[0]}", state.focus[1]
    session.probes.watch = {"channel": {"block": name, "channel": number, **input_arguments(session)}} | {
        probe: arguments | {"block": name, "channel": number} if probe == "channel" else arguments
        for probe, arguments in session.probes.watch.items()
    }
    IMAGE_PICKER.refresh(session, "choices", "kernel")


FOCUSED = ("unit", "pixel", "switch", "weights")  # inspectors that look at the map in focus


def focused(session: TrainingSession) -> tuple[str, int] | None:
    """Return the block's name and the channel of the selected map; None if the net has no convolutions."""
    blocks, (block, channel) = of_family(session, Convolutional).blocks, picture(session).focus
    if block >= len(blocks) or channel >= blocks[block].channels:
        return ("blocks.0", 0) if blocks else None
    return f"blocks.{block}", channel
