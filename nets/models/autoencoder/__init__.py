"""Autoencoders, plain, denoising and variational."""
