"""The sub-commands of ``python -m evals``, one module a kind, and what they share."""
