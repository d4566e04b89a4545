"""Finding records again: the query language, the index, and what the browser needs of it."""
