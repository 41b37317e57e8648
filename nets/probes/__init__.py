"""Probes: questions to a net. `probe(net, task, **arguments)` answers with numpy arrays and changes nothing.

Every probe leaves the net's weights, gradients and modes and all randomness as they were.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from nets.training.problem import N_, Problem

PROBES = {  # of any net; "module:function", imported when first asked for: torch is for workers only
    "activations": "nets.probes.activations:activations",
    "answer": "nets.probes.answer:answer",
    "bends": "nets.probes.bends:bends",
    "collapse": "nets.probes.collapse:collapse",
    "curve": "nets.probes.curve:curve",
    "gradients": "nets.probes.gradients:gradients",
    "least_squares": "nets.probes.least_squares:least_squares",
    "line": "nets.probes.line:line",
    "predictions": "nets.probes.predictions:predictions",
    "space": "nets.probes.space:space",
    "surface": "nets.probes.surface:surface",
    "two_weights": "nets.probes.two_weights:two_weights",
    "unit": "nets.probes.unit:unit",
    "weights": "nets.probes.weights:weights",
}
IMAGES = {  # of a net on images, or on signals along a line
    "ablation": "nets.probes.attribution:ablation",
    "augmented": "nets.probes.pictures:augmented",
    "channel": "nets.probes.convolution:channel",
    "filters": "nets.probes.maps:filters",
    "gradcam": "nets.probes.attribution:gradcam",
    "maps": "nets.probes.maps:maps",
    "mistakes": "nets.probes.mistakes:mistakes",
    "occlusion": "nets.probes.attribution:occlusion",
    "patch": "nets.probes.attribution:patch",
    "pixel": "nets.probes.convolution:pixel",
    "pretraining": "nets.probes.pretraining:pretraining",
    "recognise": "nets.probes.pictures:recognise",
    "saliency": "nets.probes.attribution:saliency",
    "tolerance": "nets.probes.mistakes:tolerance",
    "whole": "nets.probes.whole:whole",
}
SEQUENCES = {  # of a net that reads sequences
    "baselines": "nets.probes.baselines:baselines",
    "connectivity": "nets.probes.through_time:connectivity",
    "generate": "nets.probes.generate:generate",
    "one_step": "nets.probes.one_step:one_step",
    "state_histograms": "nets.probes.state_histograms:state_histograms",
    "tape": "nets.probes.tape:tape",
    "through_time": "nets.probes.through_time:through_time",
}

WORDS = {  # of a net that has vectors for words
    "analogies": "nets.probes.vectors:analogies",
    "axes": "nets.probes.vectors:axes",
    "cloud": "nets.probes.vectors:cloud",
    "cost": "nets.probes.one_pair:cost",
    "counts": "nets.probes.corpus:counts",
    "exported": "nets.probes.vectors:exported",
    "matrices": "nets.probes.corpus:matrices",
    "neighbours": "nets.probes.vectors:neighbours",
    "one_pair": "nets.probes.one_pair:one_pair",
    "windows": "nets.probes.corpus:windows",
}
CAPTIONS = {  # of a net that puts images into words
    "caption": "nets.probes.captions:caption",
    "caption_maps": "nets.probes.maps:caption_maps",
    "caption_step": "nets.probes.captions:caption_step",
    "caption_what_if": "nets.probes.captions:caption_what_if",
}
DECODING = {  # of a language model that goes on with a text
    "guessing": "nets.probes.guessing:guessing",
    "next_symbol": "nets.probes.next_symbol:next_symbol",
    "samples": "nets.probes.continuations:samples",
    "three_ways": "nets.probes.continuations:three_ways",
}
PAIRS = {  # of a net that reads one sequence and writes another
    "beam_tree": "nets.probes.beam_tree:beam_tree",
    "by_length": "nets.probes.by_length:by_length",
    "decoding_step": "nets.probes.decoding_step:decoding_step",
    "encodings": "nets.probes.encodings:encodings",
    "exposure": "nets.probes.by_length:exposure",
    "pairs": "nets.probes.pairs:pairs",
    "translation": "nets.probes.translation:translation",
    "what_if": "nets.probes.translation:what_if",
}
BLANKS = {  # of a net that fills blanks
    "blanks": "nets.probes.blanks:blanks",
    "masked_batch": "nets.probes.blanks:masked_batch",
}
CODES = {  # of a net that encodes images and decodes them again
    "between": "nets.probes.codes:between",
    "latent": "nets.probes.codes:latent",
    "reconstruction": "nets.probes.codes:reconstruction",
    "reconstructions": "nets.probes.codes:reconstructions",
    "strangers": "nets.probes.codes:strangers",
}
TRANSFORMERS = {  # of a net with stacks of blocks
    "head": "nets.probes.heads:head",
    "heads": "nets.probes.heads:heads",
    "influence": "nets.probes.influence:influence",
    "lens": "nets.probes.lens:lens",
    "losses": "nets.probes.losses:losses",
    "position_table": "nets.probes.position_table:position_table",
    "speed": "nets.probes.speed:speed",
    "stream": "nets.probes.lens:stream",
    "without": "nets.probes.worth:without",
}


def ask(name: str, net: Any, task: Any, **arguments: Any) -> dict[str, np.ndarray]:
    """The answer of the probe called `name`. Raises Problem when there is none of that name.

    After a "/" a name may have a label, so that a watch can ask the same probe twice: "translation/pinned".
    Numbers that overflow are part of the answer: a net that diverges is looked at as well.
    """
    known = PROBES | IMAGES | SEQUENCES | WORDS | PAIRS | CAPTIONS | DECODING | TRANSFORMERS | BLANKS | CODES
    plain = name.split("/")[0]
    if plain not in known:
        raise Problem(N_("There is no probe called {name}."), name=name[:40])
    module, function = known[plain].split(":")
    with np.errstate(all="ignore"):
        return getattr(import_module(module), function)(net, task, **arguments)
