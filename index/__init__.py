"""Articles in, ranked evidence out. Imports nothing from the rest of Byline."""
