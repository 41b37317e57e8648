"""The steps of the tour through GPT."""

from __future__ import annotations

from ui.page_parts.tour import TourStep
from ui.panels.attention.selection import focus
from ui.panels.attention.text_input import VIEW
from ui.text.i18n import N_

STEPS = (
    TourStep(
        N_("Let it learn"),
        N_(
            "Press **Train**. The net sees windows of a text and guesses each next symbol. At first all symbols are "
            "alike to it; the loss tells how wrong it is, in bits a character."
        ),
        done=lambda session: session.run.index > 0,
    ),
    TourStep(
        N_("It writes on"),
        N_(
            "Below, under “Writing”, it goes on from a prompt with what it has learnt so far. Watch letters become "
            "words, and words become sentences."
        ),
        inspector="writing",
    ),
    TourStep(
        N_("Orange, blue, grey"),
        N_(
            "Click a symbol of the coloured text above. It turns orange: it is the one being written. Blue symbols "
            "count much for it, grey ones little."
        ),
        done=lambda session: focus(session, VIEW).at >= 0,
    ),
    TourStep(
        N_("What surprised it?"),
        N_(
            "Every symbol has a loss of its own. Names and beginnings of sentences are hard, the ends of words easy. "
            "Which ones are still hard at the end of the training?"
        ),
        inspector="losses",
    ),
    TourStep(
        N_("All heads at a glance"),
        N_(
            "Each small map is one head of one layer. Look for a line beside the diagonal: a head that looks at the "
            "place before. Click a map to see it in full, and point at symbols to see where they look."
        ),
        inspector="unit",
    ),
    TourStep(
        N_("The numbers of one head"),
        N_(
            "Queries meet keys: a product, divided by √K, masked, made into weights by softmax, and the values mixed "
            "by them. Click a cell of the scores to see its product written out."
        ),
        inspector="numbers",
    ),
    TourStep(
        N_("Attention is not an explanation"),
        N_(
            "Does the net need what it looks at? On the right each symbol was really left out. Compare, and read the "
            "correlation."
        ),
        inspector="check",
    ),
    TourStep(
        N_("Switch it off"),
        N_("Measure what each head, each layer, the norms and the positions are worth. Some heads are worth nothing."),
        inspector="ablation",
    ),
    TourStep(
        N_("Where does a symbol stand?"),
        N_(
            "Without positions attention sees a bag of symbols. Look at the table, then set “Positions” to none in the "
            "knobs, or train such a net beside this one."
        ),
        inspector="positions",
    ),
    TourStep(
        N_("The stream through the layers"),
        N_(
            "Each part adds to a stream of numbers, which also carries the gradient back. Switch the residual "
            "connections off and see it vanish."
        ),
        inspector="stream",
    ),
    TourStep(
        N_("When does it know?"),
        N_(
            "The logit lens reads the stream after every layer as if it were the last. Where does the true symbol "
            "come up?"
        ),
        inspector="lens",
    ),
    TourStep(
        N_("Back in time"),
        N_(
            "Drag the time line above to an earlier step: all that you see is the net as it was then. When did the "
            "head for the place before appear?"
        ),
        done=lambda session: session.run.shown.step is not None,
    ),
    TourStep(
        N_("How large is large?"),
        N_(
            "Count parameters, memory and operations of your net, and of GPT-2 and GPT-3 in the same calculator. The "
            "computation is the same; there is only more of it."
        ),
        inspector="sizes",
    ),
)
