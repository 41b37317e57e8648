"""Made-up input of every kind that people bring: it succeeds or ends in one of our sentences, and costs little."""
