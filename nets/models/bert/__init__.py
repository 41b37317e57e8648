"""BERT: masked language models, and their fine-tuning."""
