"""Probes: `probe(net, task, **arguments)` returns numpy arrays about a net and changes nothing.

A probe leaves the net's weights, gradients and modes and all randomness as they were. It is called like its function,
and stands in the dictionary that is called like its folder.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem

# "module:function" by name; modules are imported at the first question, because torch is for workers only
UNITS = {  # units and layers, of any net
    "activation_functions": "nets.probes.units.activation_functions:activation_functions",
    "activations": "nets.probes.units.activations:activations",
    "gradients": "nets.probes.units.gradients:gradients",
    "hidden_space": "nets.probes.units.hidden_space:hidden_space",
    "linear_collapse": "nets.probes.units.linear_collapse:linear_collapse",
    "response_curve": "nets.probes.units.response_curve:response_curve",
    "unit_arithmetic": "nets.probes.units.unit_arithmetic:unit_arithmetic",
    "weights": "nets.probes.units.weights:weights",
}
PREDICTIONS = {  # what a net answers, and how good that is
    "baselines": "nets.probes.predictions.baselines:baselines",
    "decision_line": "nets.probes.predictions.decision_line:decision_line",
    "decision_surface": "nets.probes.predictions.decision_surface:decision_surface",
    "full_test_metrics": "nets.probes.predictions.full_test_metrics:full_test_metrics",
    "least_squares": "nets.probes.predictions.least_squares:least_squares",
    "loss_over_two_weights": "nets.probes.predictions.loss_over_two_weights:loss_over_two_weights",
    "output_layer": "nets.probes.predictions.output_layer:output_layer",
    "predictions": "nets.probes.predictions.predictions:predictions",
    "pretraining": "nets.probes.predictions.pretraining:pretraining",
}
IMAGES = {  # nets on images, or on signals along a line
    "anomalies": "nets.probes.images.latent_space:anomalies",
    "augmentation": "nets.probes.images.image_input:augmentation",
    "caption": "nets.probes.images.captions:caption",
    "caption_maps": "nets.probes.images.feature_maps:caption_maps",
    "caption_step": "nets.probes.images.captions:caption_step",
    "caption_what_if": "nets.probes.images.captions:caption_what_if",
    "channel": "nets.probes.images.convolution:channel",
    "feature_maps": "nets.probes.images.feature_maps:feature_maps",
    "filters": "nets.probes.images.feature_maps:filters",
    "gradcam": "nets.probes.images.saliency:gradcam",
    "interpolation": "nets.probes.images.latent_space:interpolation",
    "latent_space": "nets.probes.images.latent_space:latent_space",
    "map_ablation": "nets.probes.images.saliency:map_ablation",
    "mistakes": "nets.probes.images.confusion:mistakes",
    "occlusion": "nets.probes.images.saliency:occlusion",
    "patch": "nets.probes.images.saliency:patch",
    "pixel": "nets.probes.images.convolution:pixel",
    "recognise": "nets.probes.images.image_input:recognise",
    "reconstruction": "nets.probes.images.latent_space:reconstruction",
    "reconstructions": "nets.probes.images.latent_space:reconstructions",
    "robustness": "nets.probes.images.confusion:robustness",
    "saliency": "nets.probes.images.saliency:saliency",
}
SEQUENCES = {  # nets that read sequences
    "cell_arithmetic": "nets.probes.sequences.cell_arithmetic:cell_arithmetic",
    "generate": "nets.probes.sequences.generate:generate",
    "gradient_flow": "nets.probes.sequences.gradient_flow:gradient_flow",
    "sensitivity": "nets.probes.sequences.gradient_flow:sensitivity",
    "state_histograms": "nets.probes.sequences.state_histograms:state_histograms",
    "unrolled": "nets.probes.sequences.unrolled:unrolled",
}
WORDS = {  # nets that have vectors for words
    "analogies": "nets.probes.words.word_vectors:analogies",
    "context_window": "nets.probes.words.corpus_statistics:context_window",
    "embedding_matrices": "nets.probes.words.corpus_statistics:embedding_matrices",
    "nearest_neighbours": "nets.probes.words.word_vectors:nearest_neighbours",
    "output_layer_cost": "nets.probes.words.sgd_step:output_layer_cost",
    "pmi_baseline": "nets.probes.words.corpus_statistics:pmi_baseline",
    "semantic_axes": "nets.probes.words.word_vectors:semantic_axes",
    "sgd_step": "nets.probes.words.sgd_step:sgd_step",
    "vector_export": "nets.probes.words.word_vectors:vector_export",
    "word_map": "nets.probes.words.word_vectors:word_map",
}
PAIRS = {  # nets that read one sequence and write another
    "accuracy_by_length": "nets.probes.pairs.accuracy_by_length:accuracy_by_length",
    "beam_tree": "nets.probes.pairs.beam_tree:beam_tree",
    "decoding_step": "nets.probes.pairs.decoding_step:decoding_step",
    "encoder_map": "nets.probes.pairs.encoder_map:encoder_map",
    "exposure_bias": "nets.probes.pairs.accuracy_by_length:exposure_bias",
    "pairs": "nets.probes.pairs.pairs:pairs",
    "translation": "nets.probes.pairs.translation:translation",
    "what_if": "nets.probes.pairs.translation:what_if",
}
DECODING = {  # language models that write on
    "guessing_game": "nets.probes.decoding.guessing:guessing_game",
    "next_token": "nets.probes.decoding.next_token:next_token",
    "samples": "nets.probes.decoding.compare_strategies:samples",
    "strategy_comparison": "nets.probes.decoding.compare_strategies:strategy_comparison",
}
ATTENTION = {  # nets made of blocks with attention
    "ablation": "nets.probes.attention.ablation:ablation",
    "attention_head": "nets.probes.attention.attention_heads:attention_head",
    "attention_heads": "nets.probes.attention.attention_heads:attention_heads",
    "kv_cache_speed": "nets.probes.attention.kv_cache_speed:kv_cache_speed",
    "logit_lens": "nets.probes.attention.logit_lens:logit_lens",
    "mask_predictions": "nets.probes.attention.masked_prediction:mask_predictions",
    "masked_batch": "nets.probes.attention.masked_prediction:masked_batch",
    "position_table": "nets.probes.attention.position_table:position_table",
    "residual_stream": "nets.probes.attention.residual_stream:residual_stream",
    "surprisal": "nets.probes.attention.surprisal:surprisal",
    "token_attribution": "nets.probes.attention.token_attribution:token_attribution",
}
PROBES = UNITS | PREDICTIONS | IMAGES | SEQUENCES | WORDS | PAIRS | DECODING | ATTENTION


def ask(name: str, net: Any, task: Any, **arguments: Any) -> dict[str, np.ndarray]:
    """Return the answer of the probe `name`, as arrays by name.

    Numbers that overflow are part of the answer, because a net that diverges is probed as well.

    Args:
        name: The probe; a label after "/" lets a watch ask one probe twice, such as "translation/pinned".
        net: The net to probe.
        task: The task it learns, with the examples.
        arguments: Those of the probe.

    Raises:
        Problem: If there is no such probe, or it does not suit the net.
    """
    probe = name.split("/")[0]
    if probe not in PROBES:
        raise Problem(N_("There is no probe called {name}."), name=name[:40])
    module, function = PROBES[probe].split(":")
    with np.errstate(all="ignore"):
        return getattr(import_module(module), function)(net, task, **arguments)
