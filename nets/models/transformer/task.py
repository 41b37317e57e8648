"""What a Transformer learns from: the pairs of the encoder-decoder, and what can be looked at in them."""

from __future__ import annotations

from typing import Any

import torch

from nets.layers.decoder import START
from nets.models.seq2seq.task import ENDS, Translations
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.attention.text_input import SKIP, TextInput
from nets.probes.pairs.pair_input import max_answer_tokens, pair_input

BEGINS = "▷"  # what a decoder is told before the first symbol


class Looking(Translations):
    """Pairs of texts; `silent` are numbers of symbols that are never written."""

    silent = (START,)

    def text_input(self, net: Any, part: str = "test", index: int = 0, text: str = "", **_more: Any) -> TextInput:
        """A pair of the data with its true answer; a text of the user's own with the answer that the net writes.

        A place of the decoder is called by the symbol that it reads.
        """
        pair = pair_input(self, part, index, text)
        answer = pair.answer or self.written(net, pair.x)
        targets = torch.tensor(pair.answer or [SKIP] * len(answer))
        previous = [BEGINS, *(self.answers[number] for number in answer[:-1])]
        return TextInput(
            inputs=(pair.x, torch.tensor([answer])),
            tokens=previous,
            targets=targets,
            answers=(BEGINS, ENDS, *self.about.target.symbols),
            counts=(len(self.inputs), len(self.test_inputs)),
            part=pair.part,
            index=pair.index,
            text=text,
            sources=pair.source,
            unknown=pair.unknown,
            cut=pair.cut,
        )

    def written(self, net: Any, x: torch.Tensor) -> tuple[int, ...]:
        """The answer to x (1, S), by number, with its end if there is one."""
        with evaluation_mode(net):
            numbers = net.generate(*net.encode(x), max_answer_tokens(self))[0].tolist()
        return tuple(number for number in numbers if number)
