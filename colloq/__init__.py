"""colloq: practice for a written deep-learning colloquium."""

__version__ = "0.1.0"
