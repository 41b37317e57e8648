"""A captioner: a CNN encodes the strip, and a recurrent decoder with attention writes its caption word by word.

After Xu et al. 2015, "Show, attend and tell", https://arxiv.org/abs/1502.03044. Shapes: B strips of height H and width
W; h and w of the last map, S = h w its positions, C its channels; T words of a caption, K words of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Generator, Tensor, nn

from nets.layers.decoder import AttentionMemory, DecoderState, RecurrentDecoder, most_likely_token
from nets.layers.linear import apply_dropout
from nets.models.cnn.geometry import BlockShape
from nets.models.cnn.net import ConvolutionBlock, Pool, he


class PositionEmbedding2d(nn.Module):
    """A learnt vector for each row and each column of a map, added to it: (B, C, h, w) -> (B, C, h, w)."""

    def __init__(self, channels: int, rows: int, columns: int, generator: Generator) -> None:
        super().__init__()
        self.rows = nn.Parameter(torch.zeros(channels, rows, 1).normal_(0, 0.1, generator=generator))
        self.columns = nn.Parameter(torch.zeros(channels, 1, columns).normal_(0, 0.1, generator=generator))

    def forward(self, x: Tensor) -> Tensor:
        """Add the embeddings of row and column to a feature map x."""
        return x + self.rows + self.columns


class Captioner(nn.Module):
    """Writes captions of strips (B, 1, H, W).

    `shapes` are the blocks, `places` the rows and columns of their last map, or None for no position embeddings. The
    last map, C numbers at each of S positions, is the decoder's memory; its mean is the summary. In training, numbers
    are dropped with probability `dropout`, and the input of a step is the true word before it with probability
    `forcing`; both may change at any time. All randomness is drawn from `generator`.
    """

    def __init__(
        self,
        shapes: Sequence[BlockShape],
        norm: bool,
        places: tuple[int, int] | None,
        words: int,
        most: int,
        decoder: tuple[str, int, int, str],
        dropout: float,
        forcing: float,
        generator: Generator,
    ) -> None:
        super().__init__()
        self.most, self.dropout, self.forcing, self.generator = most, dropout, forcing, generator
        channels = (1, *(shape.channels for shape in shapes))
        self.blocks = nn.ModuleList(
            ConvolutionBlock(channels[at], shape, "relu", norm, 2) for at, shape in enumerate(shapes)
        )
        self.pools = nn.ModuleList(Pool(shape.pool, shape.pool_size, 2) for shape in shapes)
        for block in self.blocks:
            he(block.get_parameter("weight").data, generator)
        self.positions = PositionEmbedding2d(channels[-1], *places, generator) if places else None
        cell, embedding, hidden, attention = decoder
        self.decoder = RecurrentDecoder(
            cell, words, embedding, hidden, channels[-1], attention, generator, feeding=True
        )
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def feature_map(self, x: Tensor) -> Tensor:
        """Return the map of the last block: (B, 1, H, W) -> (B, C, h, w)."""
        x = x.contiguous(memory_format=torch.channels_last)
        for block, pool in zip(self.blocks, self.pools, strict=True):
            x = pool(block(x))  # (B, I, H, W) -> (B, O, H / 2, W / 2)
            x = apply_dropout(x, self.dropout, self.generator) if self.dropout and self.training else x
        return x if self.positions is None else self.positions(x)

    def encode(self, x: Tensor) -> tuple[AttentionMemory, DecoderState]:
        """Return the memory of the decoder for strips x (B, 1, H, W), and its state before the first word."""
        values = self.feature_map(x).flatten(2).transpose(1, 2)  # (B, C, h, w) -> (B, S, C)
        mask = torch.ones(values.shape[:2], dtype=torch.bool)
        return self.decoder.build_memory(values, mask), self.decoder.initial_state(values.mean(dim=1))

    def decode(self, x: Tensor, captions: Tensor) -> tuple[Tensor, Tensor | None]:
        """Return the logits (B, T, K) at each position of true captions (B, T), and the attention weights (B, T, S)."""
        memory, state = self.encode(x)
        options = (self.forcing, self.dropout, self.generator) if self.training else (1.0, 0.0, None)
        return self.decoder(captions, state, memory, *options)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
        """Return the captions that the net writes itself, the most likely word at each step.

        Returns:
            Words (B, T), 0 after the end; their logits (B, T, K); the attention weights (B, T, S).
        """
        memory, state = self.encode(x)
        words = torch.zeros(len(x), dtype=torch.int64)
        captions, logits, weights = [], [], []
        is_open = torch.ones(len(x), dtype=torch.bool)
        for _step in range(self.most):
            step_logits, state, step_weights = self.decoder.step(words, state, memory)
            words = most_likely_token(step_logits) * is_open
            is_open = is_open & (words != 1)
            captions.append(words)
            logits.append(step_logits)
            weights += [] if step_weights is None else [step_weights]
        return torch.stack(captions, 1), torch.stack(logits, 1), torch.stack(weights, 1) if weights else None
