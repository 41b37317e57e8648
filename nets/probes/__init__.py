"""Probes: questions to a net. `probe(net, task, **arguments)` answers with numpy arrays and changes nothing.

Every probe leaves the net's weights, gradients and modes and all randomness as they were.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem

PROBES = {  # of any net; "module:function", imported when first asked for: torch is for workers only
    "activations": "nets.probes.units.activations:activations",
    "answer": "nets.probes.predictions.output_layer:answer",
    "bends": "nets.probes.units.activation_functions:bends",
    "collapse": "nets.probes.units.linear_collapse:collapse",
    "curve": "nets.probes.units.response_curve:curve",
    "gradients": "nets.probes.units.gradients:gradients",
    "least_squares": "nets.probes.predictions.least_squares:least_squares",
    "line": "nets.probes.predictions.decision_line:line",
    "predictions": "nets.probes.predictions.predictions:predictions",
    "space": "nets.probes.units.hidden_space:space",
    "surface": "nets.probes.predictions.decision_surface:surface",
    "two_weights": "nets.probes.predictions.loss_over_two_weights:two_weights",
    "unit": "nets.probes.units.unit_arithmetic:unit",
    "weights": "nets.probes.units.weights:weights",
}
IMAGES = {  # of a net on images, or on signals along a line
    "ablation": "nets.probes.images.saliency:ablation",
    "augmented": "nets.probes.images.image_input:augmented",
    "channel": "nets.probes.images.convolution:channel",
    "filters": "nets.probes.images.feature_maps:filters",
    "gradcam": "nets.probes.images.saliency:gradcam",
    "maps": "nets.probes.images.feature_maps:maps",
    "mistakes": "nets.probes.images.confusion:mistakes",
    "occlusion": "nets.probes.images.saliency:occlusion",
    "patch": "nets.probes.images.saliency:patch",
    "pixel": "nets.probes.images.convolution:pixel",
    "pretraining": "nets.probes.predictions.pretraining:pretraining",
    "recognise": "nets.probes.images.image_input:recognise",
    "saliency": "nets.probes.images.saliency:saliency",
    "tolerance": "nets.probes.images.confusion:tolerance",
    "whole": "nets.probes.predictions.full_test_metrics:whole",
}
SEQUENCES = {  # of a net that reads sequences
    "baselines": "nets.probes.predictions.baselines:baselines",
    "connectivity": "nets.probes.sequences.gradient_flow:connectivity",
    "generate": "nets.probes.sequences.generate:generate",
    "one_step": "nets.probes.sequences.cell_arithmetic:one_step",
    "state_histograms": "nets.probes.sequences.state_histograms:state_histograms",
    "tape": "nets.probes.sequences.unrolled:tape",
    "through_time": "nets.probes.sequences.gradient_flow:through_time",
}

WORDS = {  # of a net that has vectors for words
    "analogies": "nets.probes.words.word_vectors:analogies",
    "axes": "nets.probes.words.word_vectors:axes",
    "cloud": "nets.probes.words.word_vectors:cloud",
    "cost": "nets.probes.words.sgd_step:cost",
    "counts": "nets.probes.words.corpus_statistics:counts",
    "exported": "nets.probes.words.word_vectors:exported",
    "matrices": "nets.probes.words.corpus_statistics:matrices",
    "neighbours": "nets.probes.words.word_vectors:neighbours",
    "one_pair": "nets.probes.words.sgd_step:one_pair",
    "windows": "nets.probes.words.corpus_statistics:windows",
}
CAPTIONS = {  # of a net that puts images into words
    "caption": "nets.probes.images.captions:caption",
    "caption_maps": "nets.probes.images.feature_maps:caption_maps",
    "caption_step": "nets.probes.images.captions:caption_step",
    "caption_what_if": "nets.probes.images.captions:caption_what_if",
}
DECODING = {  # of a language model that goes on with a text
    "guessing": "nets.probes.decoding.guessing:guessing",
    "next_symbol": "nets.probes.decoding.next_symbol:next_symbol",
    "samples": "nets.probes.decoding.compare_strategies:samples",
    "three_ways": "nets.probes.decoding.compare_strategies:three_ways",
}
PAIRS = {  # of a net that reads one sequence and writes another
    "beam_tree": "nets.probes.pairs.beam_tree:beam_tree",
    "by_length": "nets.probes.pairs.accuracy_by_length:by_length",
    "decoding_step": "nets.probes.pairs.decoding_step:decoding_step",
    "encodings": "nets.probes.pairs.encoder_map:encodings",
    "exposure": "nets.probes.pairs.accuracy_by_length:exposure",
    "pairs": "nets.probes.pairs.pairs:pairs",
    "translation": "nets.probes.pairs.translation:translation",
    "what_if": "nets.probes.pairs.translation:what_if",
}
BLANKS = {  # of a net that fills blanks
    "blanks": "nets.probes.attention.masked_prediction:blanks",
    "masked_batch": "nets.probes.attention.masked_prediction:masked_batch",
}
CODES = {  # of a net that encodes images and decodes them again
    "between": "nets.probes.images.latent_space:between",
    "latent": "nets.probes.images.latent_space:latent",
    "reconstruction": "nets.probes.images.latent_space:reconstruction",
    "reconstructions": "nets.probes.images.latent_space:reconstructions",
    "strangers": "nets.probes.images.latent_space:strangers",
}
TRANSFORMERS = {  # of a net with stacks of blocks
    "head": "nets.probes.attention.attention_heads:head",
    "heads": "nets.probes.attention.attention_heads:heads",
    "influence": "nets.probes.attention.token_attribution:influence",
    "lens": "nets.probes.attention.logit_lens:lens",
    "losses": "nets.probes.attention.surprisal:losses",
    "position_table": "nets.probes.attention.position_table:position_table",
    "speed": "nets.probes.attention.kv_cache_speed:speed",
    "stream": "nets.probes.attention.logit_lens:stream",
    "without": "nets.probes.attention.ablation:without",
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
