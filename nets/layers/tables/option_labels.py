"""Labels of options that several families offer for their nets, English, marked for translation; torch-free."""

from __future__ import annotations

from nets.experiment.user_error import N_

CELL_LABELS = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM", "cnn": "CNN", "attention": N_("attention")}
ATTENTION_LABELS = {
    "none": N_("none"),
    "dot": N_("dot product"),
    "additive": N_("additive"),
    "scaled": N_("scaled dot product"),
}
POSITION_LABELS = {
    "none": N_("none"),
    "sinusoidal": N_("sinusoidal"),
    "learned": N_("learned"),
    "rotary": N_("rotary"),
}
NORM_LABELS = {"before": N_("before each part"), "after": N_("after each part"), "off": N_("off")}
POOL_LABELS = {"max": N_("maximum"), "average": N_("mean"), "none": N_("none")}
OUTPUT_LABELS = {"auto": N_("automatic"), "linear": N_("linear"), "sigmoid": "sigmoid", "softmax": "softmax"}
LOSS_LABELS = {
    "auto": N_("automatic"),
    "mse": N_("mean squared error"),
    "binary_cross_entropy": N_("binary cross-entropy"),
    "cross_entropy": N_("cross-entropy"),
    "perceptron": N_("mistakes (Rosenblatt)"),
}
