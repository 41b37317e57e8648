"""Accuracy by the length of the source, with and without attention, from the same seed.

Each net (64 hidden units, a bidirectional GRU as encoder and a GRU as decoder) makes the same updates (`--steps`) on
the same pairs: letters in reverse, up to `--length` of them, or dates with `--task dates`. Then it translates 40 unseen
pairs of each length; the longest rows of letters are half as long again as the longest in training. The figures for
each attention `none`, `dot`, `additive`, `scaled`: `curve`, the share of completely right outputs for each length;
`whole`, that of all test pairs, which are as long as those in training; `update_ms`, the CPU time of an update. Without
--json the curves are drawn as bars.
"""

from __future__ import annotations

from time import process_time
from typing import Any

from benchmarks.measure import arguments, print_figures

KINDS = ("none", "dot", "additive", "scaled")
WIDE = 40  # characters of a full bar


def main() -> None:
    """Measure, draw the curves and print the figures."""
    options = arguments(__doc__, steps=1500, length=14, task="reverse")
    if options.smoke:
        options.steps, options.length = 4, 4
    results = {kind: figures(kind, options.task, options.length, options.steps) for kind in KINDS}
    if not options.json:
        for kind, result in results.items():
            print(f"attention: {kind}, whole {result['whole']:.3f}")
            for size, share in result["curve"].items():
                print(f"{size:4} {'█' * round(WIDE * share):<{WIDE}} {share:.2f}")
    print_figures(results, options.json)


def figures(kind: str, task: str, length: int, steps: int) -> dict[str, Any]:
    """Train one net and return its figures."""
    import torch

    from nets.models.seq2seq.experiment import Seq2Seq
    from nets.probes import ask
    from nets.training.trainer_state import Training

    torch.set_num_threads(1)
    changes = {"data.name": task, "net.attention": kind, "fit.steps": steps, "fit.report": 10_000}
    changes |= {"data.length": length} if task != "dates" else {}
    training = Training(Seq2Seq().replace(changes))
    start = process_time()
    while not training.over:
        training.update()
    spent = 1000 * (process_time() - start) / steps
    answer = ask("accuracy_by_length", training.net, training.task, most=12)
    curve = dict(zip(answer["lengths"].tolist(), answer["accuracy"].round(3).tolist(), strict=True))
    whole = float(ask("full_test_metrics", training.net, training.task)["test_accuracy"])
    return {"whole": round(whole, 4), "curve": curve, "update_ms": round(spent, 2)}


if __name__ == "__main__":
    main()
