"""The subject of the Classical page: seven classical models and a net on the same data and the same split."""
