"""A captioner: a CNN sees, attention chooses where to look, a recurrent cell writes what is there, word by word.

After Xu et al. 2015, "Show, attend and tell". Shapes: B strips, H and W the height and width of one, h and w those of
the map that the blocks make of it, S = h w its places, C its channels, T words of a caption, K words that there are.
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
    """A learnt vector for each row and each column of a map, added to what is seen there: (B, C, h, w) as it was."""

    def __init__(self, channels: int, rows: int, columns: int, generator: Generator) -> None:
        super().__init__()
        self.rows = nn.Parameter(torch.zeros(channels, rows, 1).normal_(0, 0.1, generator=generator))
        self.columns = nn.Parameter(torch.zeros(channels, 1, columns).normal_(0, 0.1, generator=generator))

    def forward(self, x: Tensor) -> Tensor:
        """Add the embeddings of row and column to a feature map x."""
        return x + self.rows + self.columns


class Captioner(nn.Module):
    """Writes captions of strips (B, 1, H, W).

    `shapes` are the blocks, `places` the rows and columns of their last map, or None for no vectors of places. What the
    blocks make, C numbers at each of S places, is the decoder's memory; their mean is its summary. While training,
    numbers are dropped with probability `dropout`, and the decoder is told the true word before with probability
    `forcing`; both may be changed at any time. All randomness is drawn from `generator`.
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
        """The map that the blocks make of strips: (B, 1, H, W) -> (B, C, h, w)."""
        x = x.contiguous(memory_format=torch.channels_last)
        for block, pool in zip(self.blocks, self.pools, strict=True):
            x = pool(block(x))  # (B, I, H, W) -> (B, O, H / 2, W / 2)
            x = apply_dropout(x, self.dropout, self.generator) if self.dropout and self.training else x
        return x if self.positions is None else self.positions(x)

    def encode(self, x: Tensor) -> tuple[AttentionMemory, DecoderState]:
        """What the decoder may look at, and its state before the first word."""
        values = self.feature_map(x).flatten(2).transpose(1, 2)  # (B, C, h, w) -> (B, S, C)
        mask = torch.ones(values.shape[:2], dtype=torch.bool)
        return self.decoder.build_memory(values, mask), self.decoder.initial_state(values.mean(dim=1))

    def decode(self, x: Tensor, captions: Tensor) -> tuple[Tensor, Tensor | None]:
        """The scores (B, T, K) of every word at each place of true captions (B, T), and the shares (B, T, S)."""
        memory, state = self.encode(x)
        varied = (self.forcing, self.dropout, self.generator) if self.training else (1.0, 0.0, None)
        return self.decoder(captions, state, memory, *varied)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
        """Captions as the net itself writes them, the likeliest word at each step.

        Words (B, T), 0 behind the end; their scores (B, T, K); and the shares of the places (B, T, S).
        """
        memory, state = self.encode(x)
        words = torch.zeros(len(x), dtype=torch.int64)
        written, scores, shares = [], [], []
        open_ = torch.ones(len(x), dtype=torch.bool)
        for _step in range(self.most):
            found, state, share = self.decoder.step(words, state, memory)
            words = most_likely_token(found) * open_
            open_ = open_ & (words != 1)
            written.append(words)
            scores.append(found)
            shares += [] if share is None else [share]
        return torch.stack(written, 1), torch.stack(scores, 1), torch.stack(shares, 1) if shares else None
