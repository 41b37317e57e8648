"""What there was before deep learning, beside a net: eight models on the same data and the same split."""
