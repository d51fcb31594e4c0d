"""Features with labels in, a logistic regression out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

# Shrinks the weights of features that say the same; the usual small value, not tuned.
_PENALTY = 1e-3


@dataclass(frozen=True, slots=True)
class Logistic:
    """Learned weights (features,), an intercept, the mean and spread features are measured by."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    weights: NDArray[np.float64]
    intercept: float

    def logits(self, features: Floats) -> Floats:
        """Return the log odds of features, shape (features,) or (n, features)."""
        return np.asarray((features - self.mean) / self.spread @ self.weights + self.intercept)

    def chances(self, features: Floats) -> Floats:
        """Return the same as chances, 0 to 1."""
        return np.asarray(1 / (1 + np.exp(-np.clip(self.logits(features), -500, 500))))


def learn_logistic(features: Floats, labels: Floats, *, balanced: bool = False) -> Logistic:
    """Return the regression of labels (n,), 0 to 1, on features (n, features).

    With `balanced`, both labels weigh the same in total, however many of each there are.
    Without anything to tell apart all weights are zero.
    """
    from scipy.optimize import minimize

    size = features.shape[1]
    share = float(labels.mean()) if len(labels) else 0.0
    if share in (0.0, 1.0):
        return Logistic(np.zeros(size), np.ones(size), np.zeros(size), 0.0)
    mean, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
    design = np.column_stack([np.ones(len(features)), (features - mean) / spread])
    balance = labels / share + (1 - labels) / (1 - share) if balanced else np.full(len(labels), 2.0)
    each = balance / (2 * len(labels))
    penalty = np.append(0.0, np.full(size, _PENALTY))

    def loss(weights: Floats) -> tuple[float, Floats]:
        logits = design @ weights
        value = each @ (np.logaddexp(0, logits) - labels * logits)
        chances = 1 / (1 + np.exp(-np.clip(logits, -500, 500)))
        slope = design.T @ (each * (chances - labels))
        return float(value + penalty @ weights**2), slope + 2 * penalty * weights

    found = minimize(loss, np.zeros(size + 1), jac=True, method="L-BFGS-B").x
    return Logistic(mean, spread, found[1:], float(found[0]))
