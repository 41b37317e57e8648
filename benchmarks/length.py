"""Accuracy against the length of the source, with attention and without, from the same seed.

Each net (64 hidden units, a bidirectional GRU that reads and a GRU that writes) gets the same updates (`--steps`) on
the same pairs: letters backwards of up to `--length` letters, or dates with `--task dates`. Then it answers unseen
pairs of each length, 40 of each, also of letters half as long again as any learnt. Figures, one for each attention
`none`, `dot`, `additive`, `scaled`: `curve`, the share of a length that is right from beginning to end; `whole`, that
of all test pairs, which are as long as those learnt; `update_ms`, what an update takes of the processor. Without --json
the curves are drawn as bars.
"""

from __future__ import annotations

from time import process_time
from typing import Any

from benchmarks.measure import arguments, tell

KINDS = ("none", "dot", "additive", "scaled")
WIDE = 40  # characters of a full bar


def main() -> None:
    """Measure, draw and tell."""
    asked = arguments(__doc__, steps=1500, length=14, task="reverse")
    if asked.smoke:
        asked.steps, asked.length = 4, 4
    found = {kind: figures(kind, asked.task, asked.length, asked.steps) for kind in KINDS}
    if not asked.json:
        for kind, told in found.items():
            print(f"attention: {kind}, whole {told['whole']:.3f}")
            for size, share in told["curve"].items():
                print(f"{size:4} {'█' * round(WIDE * share):<{WIDE}} {share:.2f}")
    tell(found, asked.json)


def figures(kind: str, task: str, length: int, steps: int) -> dict[str, Any]:
    """The curve of one net."""
    import torch

    from nets.models.seq2seq.experiment import Seq2Seq
    from nets.probes import ask
    from nets.training.trainer_state import Training

    torch.set_num_threads(1)
    changes = {"data.name": task, "net.attention": kind, "fit.steps": steps, "fit.report": 10_000}
    changes |= {"data.length": length} if task != "dates" else {}
    training = Training(Seq2Seq().replace(changes))
    begun = process_time()
    while not training.over:
        training.update()
    spent = 1000 * (process_time() - begun) / steps
    told = ask("accuracy_by_length", training.net, training.task, most=12)
    curve = dict(zip(told["lengths"].tolist(), told["accuracy"].round(3).tolist(), strict=True))
    whole = float(ask("full_test_metrics", training.net, training.task)["test_accuracy"])
    return {"whole": round(whole, 4), "curve": curve, "update_ms": round(spent, 2)}


if __name__ == "__main__":
    main()
