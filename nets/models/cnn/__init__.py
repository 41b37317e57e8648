"""Convolutional nets on images and on signals."""
