"""A knowledge base of ML incident postmortems: records, checks, search, trends and the site."""

__version__ = "0.1.0"
