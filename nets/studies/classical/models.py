"""Make and score the models, each with its one setting; scikit-learn is imported when one is made."""

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
LINEAR = N_("Linear regression")  # title of the first for regression


def title(model: Model, classes: int) -> str:
    """Return the title of a model, in English, marked for translation."""
    return LINEAR if model == "linear" and not classes else TITLES[model]


def linear(degree: int, classes: int, seed: int) -> Any:
    """Make a linear or logistic regression on the inputs, their powers and products."""
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures

    model = LogisticRegression(C=10.0, max_iter=2000) if classes else LinearRegression()
    return make_pipeline(PolynomialFeatures(degree, include_bias=False), model)


def neighbours(k: int, classes: int, seed: int) -> Any:
    """Make k nearest neighbours (Cover & Hart 1967): the examples are stored, and the nearest ones vote."""
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

    return (KNeighborsClassifier if classes else KNeighborsRegressor)(n_neighbors=k)


def tree(depth: int, classes: int, seed: int) -> Any:
    """Make a decision tree (Breiman et al. 1984): each node splits the examples at a threshold of one input."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    return (DecisionTreeClassifier if classes else DecisionTreeRegressor)(max_depth=depth, random_state=seed)


def forest(trees: int, classes: int, seed: int) -> Any:
    """Make a random forest (Breiman 2001): the mean of deep trees on resamples of examples and inputs."""
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    return (RandomForestClassifier if classes else RandomForestRegressor)(n_estimators=trees, random_state=seed)


def boosting(rounds: int, classes: int, seed: int) -> Any:
    """Make gradient boosting (Friedman 2001): small trees, each fitted to the remaining error."""
    from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

    make = GradientBoostingClassifier if classes else GradientBoostingRegressor
    return make(n_estimators=rounds, max_depth=3, random_state=seed)


def svm(gamma: float, classes: int, seed: int) -> Any:
    """Make a support vector machine (Cortes & Vapnik 1995): the widest margin in the space of an RBF kernel."""
    from sklearn.svm import SVC, SVR

    return (SVC if classes else SVR)(gamma=gamma)


def bayes(smoothing: float, classes: int, seed: int) -> Any:
    """Make Gaussian naive Bayes: a normal distribution for each input in each class, independent of the others."""
    from sklearn.naive_bayes import GaussianNB

    return GaussianNB(var_smoothing=smoothing)


FACTORIES: dict[str, Callable[[Any, int, int], Any]] = {
    "linear": linear,
    "neighbours": neighbours,
    "tree": tree,
    "forest": forest,
    "boosting": boosting,
    "svm": svm,
    "bayes": bayes,
}


def predict_scores(model: Any, inputs: np.ndarray, classes: int) -> np.ndarray:
    """Return probabilities of the classes (N, classes), or numbers (N, 1), for inputs (N, F).

    A support vector machine has no probabilities: its margins go through a sigmoid or softmax.
    """
    if not classes:
        return np.asarray(model.predict(inputs), np.float64)[:, None]
    if hasattr(model, "predict_proba"):
        probabilities = np.asarray(model.predict_proba(inputs), np.float64)
    else:
        probabilities = _normalise(np.asarray(model.decision_function(inputs), np.float64))
    if probabilities.shape[1] == classes:
        return probabilities
    all_classes = np.zeros((len(probabilities), classes))  # a resample may lack a class
    all_classes[:, np.asarray(model.classes_, int)] = probabilities
    return all_classes


def _normalise(margins: np.ndarray) -> np.ndarray:
    """Apply a sigmoid to margins (N,) of two classes, a softmax to those of more (N, K)."""
    both = np.stack([np.zeros_like(margins), margins], axis=1) if margins.ndim == 1 else margins
    grown = np.exp(both - both.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)


def score(predictions: np.ndarray, targets: np.ndarray, classes: int) -> float:
    """Return the accuracy of probabilities (N, K), or R² of numbers (N, 1)."""
    if classes:
        return float((predictions.argmax(axis=1) == targets).mean())
    spread = float(np.square(targets - targets.mean()).sum())
    error = float(np.square(targets - predictions[:, 0]).sum())
    return 1 - error / spread if spread else float(error == 0)


def model_size(name: Model, model: Any) -> tuple[int, int]:
    """Return the size of a fitted model in its `UNITS`, and in bytes of a file."""
    return COUNTS[name](model), model.bytes if name == "net" else len(pickle.dumps(model))


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
