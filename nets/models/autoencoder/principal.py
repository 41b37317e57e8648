"""Principal components: the best linear autoencoder (scikit-learn's PCA)."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class PrincipalComponents(NamedTuple):
    """`components` (K, D), orthonormal rows, and `mean` (D,), their origin."""

    components: Tensor
    mean: Tensor

    def encode(self, x: Tensor) -> Tensor:
        """Return the codes (B, K) of images (B, D), or (B, C, H, W) of D pixels."""
        return (x.flatten(1) - self.mean) @ self.components.T

    def decode(self, code: Tensor) -> Tensor:
        """Return images (B, D) for codes (B, K)."""
        return code @ self.components + self.mean

    def __call__(self, x: Tensor) -> Tensor:
        """Return images (B, D) projected on the components."""
        return self.decode(self.encode(x))


def fit_pca(x: Tensor, count: int) -> PrincipalComponents:
    """Return the first principal components of images (N, D); fewer if there are fewer images or pixels."""
    from sklearn.decomposition import PCA

    fitted = PCA(min(count, *x.shape), svd_solver="full").fit(x.double().numpy())
    return PrincipalComponents(torch.from_numpy(fitted.components_).float(), torch.from_numpy(fitted.mean_).float())
