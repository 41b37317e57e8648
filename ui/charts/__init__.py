"""The charts: their specifications, their colours, how they are drawn and how they are saved."""
