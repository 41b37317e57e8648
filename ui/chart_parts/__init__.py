"""Parts of charts that several specifications share."""
