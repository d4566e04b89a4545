"""Formats of a report, one module each: a pure function from a `Report` to text."""
