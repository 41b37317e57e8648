"""Draw the output layer on one example: from its logits to the answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from nets.training.messages import Watch
from ui.charts.render import answers
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession
from ui.text.formatting import number, table
from ui.text.i18n import N_, _, plain
from ui.text.option_labels import option_label

MOST = 12  # classes
BAR = 10  # characters of a full bar


def answer_probes(session: TrainingSession) -> Watch:
    """Return the probes of the output layer."""
    part, index = session.selection.example
    return {"output_layer": {"part": part, "index": index}}


def answer_panel(session: TrainingSession, answer: dict[str, np.ndarray]) -> None:
    """Draw how the sums of the output layer become its answer, for the selected example."""
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    kind, sums, classes = str(answer["kind"]), answer["sums"], session.selection.titles[1]
    lines = [_answer_text(answer, classes)]
    if kind == "softmax":
        lines += [_softmax(sums, answer["answers"], classes), _("p = eᶻ / Σ eᶻ: each power over their sum.")]
    elif kind == "sigmoid" and "probabilities" in answer:
        lines += [_sigmoid(float(sums[0]), answer["probabilities"], classes)]
    elif kind != "linear":
        label = option_label(kind, "net.activation")
        words = _("sum z = **{sum}** → {kind} → **{answer}**")
        lines += [words.format(sum=number(float(sums[0])), kind=label, answer=number(float(answer["answers"][0])))]
        lines += _sides(classes)
    else:
        words = _("A linear output says its sum as it is: z = **{sum}**.", sum=number(float(sums[0])))
        if len(sums) > 1:
            words = _("A linear output says its sums as they are: {sums}.", sums=", ".join(map(number, sums[:MOST])))
        lines += [words] + ([_("The answer is the class whose sum is largest.")] if len(sums) > 1 else [])
        lines += _sides(classes) if len(sums) == 1 else []
    st.markdown("\n\n".join(lines))


def _sides(classes: Sequence[str]) -> list[str]:
    """Describe which class each sign of the one sum means; empty if a number is predicted."""
    if not classes:
        return []
    return [_("Above 0 it is {second}, else {first}.", second=plain(classes[1]), first=plain(classes[0]))]


def _answer_text(answer: dict[str, np.ndarray], classes: object) -> str:
    """Return what the net answers, and the label."""
    names = list(classes)  # type: ignore[call-overload]
    predicted, true = float(answer["predicted"]), float(answer["truth"])
    words = [plain(names[int(v)]) if names and int(v) < len(names) else number(v) for v in (predicted, true)]
    right = names and int(predicted) == int(true)
    text = _("The net answers **{said}**; true is **{true}**.", said=words[0], true=words[1])
    return f":green[{text}]" if right else f":orange[{text}]" if names else text


def _bar(share: float) -> str:
    return f"`{'█' * round(BAR * share):·<{BAR}}`"


def _name(classes: object, index: int) -> str:
    names = list(classes)  # type: ignore[call-overload]
    return plain(names[index]) if index < len(names) else str(index)


def _softmax(sums: np.ndarray, answers: np.ndarray, classes: object) -> str:
    """Return a row for each class. The exponents are the sums minus the largest, which changes no share."""
    shifted = sums - sums.max()
    powers = np.exp(shifted)
    rows = [
        [_name(classes, i), number(sums[i]), number(powers[i]), f"**{answers[i]:.1%}**", _bar(float(answers[i]))]
        for i in range(min(len(sums), MOST))
    ]
    top = number(float(sums.max()))
    heads = [_("Class"), _("sum z (logit)"), f"e^(z − {top})", _("probability p"), " "]
    rows.append([_("sum"), "", number(float(powers.sum())), f"{answers.sum():.0%}", ""])
    return table(heads, rows)


def _sigmoid(total: float, probabilities: np.ndarray, classes: object) -> str:
    """Describe the sigmoid of the one sum, and the probabilities of both classes."""
    words = _(
        "sum z (logit) = **{sum}** → {kind}: 1 / (1 + e^(−z)) = **{answer}**",
        sum=number(total),
        kind=option_label("sigmoid", "net.output"),
        answer=number(float(probabilities[1])),
    )
    rows = [[_name(classes, i), f"**{p:.1%}**", _bar(float(p))] for i, p in enumerate(probabilities)]
    return f"{words}\n\n{table([_('Class'), _('probability p'), ' '], rows)}"


ANSWER = Inspector(
    N_("Output"), answer_probes, lambda session: answer_panel(session, answers(session.run, "output_layer"))
)
