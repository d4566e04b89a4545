"""A base of one's own: the pages that every base serves, the files that it starts with, and their updates."""
