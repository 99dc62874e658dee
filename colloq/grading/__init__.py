"""Grading: an answer and a text in, a verdict out."""
