"""Parts that many pages share: explanations, challenges, sharing, tours, downloads of data."""
