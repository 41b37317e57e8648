"""Parameters that were renamed: files that were written before still load; torch-free.

Stored runs, zips, edits and kept weights name parameters by the path of their module. Whatever reads such a file
passes the names through `current_name`.
"""

from __future__ import annotations

RENAMED = {  # a part of a path: old name -> present name
    "inward": "in_proj",
    "outward": "out_proj",
    "feed": "feed_forward",
    "feed_norm": "feed_forward_norm",
    "wide": "linear1",
    "narrow": "linear2",
    "crossed": "cross_attention",
    "crossed_norm": "cross_attention_norm",
    "places": "positions",
    "entrance": "embedding_norm",
    "of_query": "query_proj",
    "of_key": "key_proj",
    "sum": "score_proj",
    "ahead": "forward_layer",
    "back": "backward_layer",
    "project": "projection",
    "segments": "segment_embedding",
    "following": "next_sentence",
    "mean": "running_mean",
    "variance": "running_var",
}


def current_name(name: str) -> str:
    """Return the present name of a parameter, buffer or figure, such as "net/layers.0.back.bias_hh_l0"."""
    section, slash, path = name.rpartition("/")
    path, colon, extreme = path.partition(":")  # "gradient/output.weight:low" is a column of figures
    if "." in path:
        path = ".".join(RENAMED.get(part, part) for part in path.split("."))
    return f"{section}{slash}{path}{colon}{extreme}"
