"""What a Transformer learns from: the pairs of the encoder-decoder, and what can be looked at in them."""

from __future__ import annotations

from typing import Any

import torch

from nets.layers.decoder import START
from nets.models.seq2seq.task import ENDS, Translations
from nets.probes.activation_hooks import looking
from nets.probes.attention.text_input import SKIP, Looked
from nets.probes.pairs.pair_input import asked, longest

BEGINS = "▷"  # what a decoder is told before the first symbol


class Looking(Translations):
    """Pairs of texts; `silent` are numbers of symbols that are never written."""

    silent = (START,)

    def looked(self, net: Any, part: str = "test", index: int = 0, text: str = "", **_more: Any) -> Looked:
        """A pair of the data with its true answer; a text of the person's own with the answer that the net writes.

        A place of the decoder is called by the symbol that it reads.
        """
        one = asked(self, part, index, text)
        answer = one.answer or self.written(net, one.x)
        targets = torch.tensor(one.answer or [SKIP] * len(answer))
        told = [BEGINS, *(self.answers[number] for number in answer[:-1])]
        return Looked(
            inputs=(one.x, torch.tensor([answer])),
            symbols=told,
            targets=targets,
            answers=(BEGINS, ENDS, *self.about.target.symbols),
            counts=(len(self.inputs), len(self.test_inputs)),
            part=one.part,
            index=one.index,
            text=text,
            sources=one.source,
            unknown=one.unknown,
            cut=one.cut,
        )

    def written(self, net: Any, x: torch.Tensor) -> tuple[int, ...]:
        """The answer to x (1, S), by number, with its end if there is one."""
        with looking(net):
            found = net.generate(*net.encode(x), longest(self))[0].tolist()
        return tuple(number for number in found if number)
