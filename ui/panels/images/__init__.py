"""Panels of all pages whose nets read images."""
