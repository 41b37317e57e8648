"""GPT: language models that write on."""
