"""The eight models as scikit-learn has them, each with its one setting; scikit-learn is imported when one is made."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np

from nets.experiment.user_error import N_
from nets.studies.classical.settings import Model

TITLES: dict[Model, str] = {
    "linear": N_("Logistic regression"),
    "neighbours": N_("k nearest neighbours"),
    "tree": N_("Decision tree"),
    "forest": N_("Random forest"),
    "boosting": N_("Gradient boosting"),
    "svm": N_("Support vector machine"),
    "bayes": N_("Naive Bayes"),
    "net": N_("Net (MLP)"),
}
LINEAR = N_("Linear regression")  # what the first is called where a number is to be predicted


def title(model: Model, classes: int) -> str:
    """What a model is called, in English, marked for translation."""
    return LINEAR if model == "linear" and not classes else TITLES[model]


def linear(degree: int, classes: int, seed: int) -> Any:
    """A weighted sum of the inputs, or of their powers and products; of classes, squashed into chances."""
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures

    model = LogisticRegression(C=10.0, max_iter=2000) if classes else LinearRegression()
    return make_pipeline(PolynomialFeatures(degree, include_bias=False), model)


def neighbours(k: int, classes: int, seed: int) -> Any:
    """No fitting at all: the examples are kept, and the nearest ones are asked."""
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

    return (KNeighborsClassifier if classes else KNeighborsRegressor)(n_neighbors=k)


def tree(depth: int, classes: int, seed: int) -> Any:
    """Questions of the form "is this input at most so much?", each chosen to part the examples best."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    return (DecisionTreeClassifier if classes else DecisionTreeRegressor)(max_depth=depth, random_state=seed)


def forest(trees: int, classes: int, seed: int) -> Any:
    """Deep trees, each of another sample of the examples and of inputs; their mean decides (Breiman 2001)."""
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    return (RandomForestClassifier if classes else RandomForestRegressor)(n_estimators=trees, random_state=seed)


def boosting(rounds: int, classes: int, seed: int) -> Any:
    """Small trees one after the other, each fitted to what is still wrong (Friedman 2001)."""
    from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

    make = GradientBoostingClassifier if classes else GradientBoostingRegressor
    return make(n_estimators=rounds, max_depth=3, random_state=seed)


def svm(gamma: float, classes: int, seed: int) -> Any:
    """The border with the widest margin, in the space of a kernel (Cortes & Vapnik 1995)."""
    from sklearn.svm import SVC, SVR

    return (SVC if classes else SVR)(gamma=gamma)


def bayes(smoothing: float, classes: int, seed: int) -> Any:
    """A bell curve for each input in each class, as if inputs had nothing to do with one another."""
    from sklearn.naive_bayes import GaussianNB

    return GaussianNB(var_smoothing=smoothing)


MAKERS: dict[str, Callable[[Any, int, int], Any]] = {
    "linear": linear,
    "neighbours": neighbours,
    "tree": tree,
    "forest": forest,
    "boosting": boosting,
    "svm": svm,
    "bayes": bayes,
}


def scores(model: Any, inputs: np.ndarray, classes: int) -> np.ndarray:
    """What a model says of inputs (N, F): chances of the classes (N, classes), or a number (N, 1).

    A support vector machine gives no chances: its margins, squashed, take their place.
    """
    if not classes:
        return np.asarray(model.predict(inputs), np.float64)[:, None]
    if hasattr(model, "predict_proba"):
        found = np.asarray(model.predict_proba(inputs), np.float64)
    else:
        found = _squashed(np.asarray(model.decision_function(inputs), np.float64))
    if found.shape[1] == classes:
        return found
    whole = np.zeros((len(found), classes))  # a class of which a sample has no example
    whole[:, np.asarray(model.classes_, int)] = found
    return whole


def _squashed(margins: np.ndarray) -> np.ndarray:
    """Margins (N,) of two classes through a sigmoid, of more (N, K) through a softmax."""
    both = np.stack([np.zeros_like(margins), margins], axis=1) if margins.ndim == 1 else margins
    grown = np.exp(both - both.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)


def score(said: np.ndarray, targets: np.ndarray, classes: int) -> float:
    """Accuracy of chances (N, K), or R squared of numbers (N, 1)."""
    if classes:
        return float((said.argmax(axis=1) == targets).mean())
    spread = float(np.square(targets - targets.mean()).sum())
    error = float(np.square(targets - said[:, 0]).sum())
    return 1 - error / spread if spread else float(error == 0)


def size(name: Model, model: Any) -> tuple[int, int]:
    """How large a fitted model is, in what it is made of, and in bytes as it would be written to a file."""
    return COUNTS[name](model), model.content if name == "net" else len(pickle.dumps(model))


COUNTS: dict[str, Callable[[Any], int]] = {
    "linear": lambda model: model[-1].coef_.size + np.size(model[-1].intercept_),
    "neighbours": lambda model: model.n_samples_fit_,
    "tree": lambda model: model.tree_.node_count,
    "forest": lambda model: sum(each.tree_.node_count for each in model.estimators_),
    "boosting": lambda model: sum(each.tree_.node_count for each in model.estimators_.ravel()),
    "svm": lambda model: len(model.support_),
    "bayes": lambda model: model.theta_.size + model.var_.size + model.class_prior_.size,
    "net": lambda model: model.parameters,
}
UNITS: dict[str, str] = {
    "linear": N_("weights"),
    "neighbours": N_("examples kept"),
    "tree": N_("nodes"),
    "forest": N_("nodes"),
    "boosting": N_("nodes"),
    "svm": N_("support vectors"),
    "bayes": N_("numbers"),
    "net": N_("weights"),
}
