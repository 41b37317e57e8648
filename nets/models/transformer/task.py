"""The task of a Transformer: the pairs of the encoder-decoder, with inputs for the probes of attention."""

from __future__ import annotations

from typing import Any

import torch

from nets.layers.decoder import START
from nets.models.seq2seq.task import END_TOKEN, PairTask
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.attention.text_input import SKIP, TextInput
from nets.probes.pairs.pair_input import max_answer_tokens, pair_input

START_TOKEN = "▷"  # what the decoder reads before the first token


class TransformerTask(PairTask):
    """Pairs of texts; `silent` are the ids of tokens that the net never writes."""

    silent = (START,)

    def text_input(self, net: Any, part: str = "test", index: int = 0, text: str = "", **_more: Any) -> TextInput:
        """Return a dataset pair with its true answer, or a user-written source with the answer that the net writes.

        Positions of the decoder are named after the tokens that it reads there.
        """
        pair = pair_input(self, part, index, text)
        answer = pair.answer or self._generate(net, pair.x)
        targets = torch.tensor(pair.answer or [SKIP] * len(answer))
        previous = [START_TOKEN, *(self.target.tokens[id] for id in answer[:-1])]
        return TextInput(
            inputs=(pair.x, torch.tensor([answer])),
            tokens=previous,
            targets=targets,
            answers=(START_TOKEN, END_TOKEN, *self.target.side.tokens),
            counts=(len(self.inputs), len(self.test_inputs)),
            part=pair.part,
            index=pair.index,
            text=text,
            sources=pair.source,
            unknown=pair.unknown,
            cut=pair.cut,
        )

    def _generate(self, net: Any, x: torch.Tensor) -> tuple[int, ...]:
        """Return the ids of the net's answer to x (1, S), with its end if the net writes one."""
        with evaluation_mode(net):
            ids = net.generate(*net.encode(x), max_answer_tokens(self))[0].tolist()
        return tuple(id for id in ids if id)
