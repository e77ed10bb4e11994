"""The reader: which span of a passage answers a question, and whether any does."""
