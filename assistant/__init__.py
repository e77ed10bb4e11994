"""Questions in, cited answers out. Imports the index and nothing else of Byline."""

from assistant.assistant import Assistant

__all__ = ["Assistant"]
