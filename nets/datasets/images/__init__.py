"""Images: sets that come along or are downloaded, generated strips, and a user's own."""
