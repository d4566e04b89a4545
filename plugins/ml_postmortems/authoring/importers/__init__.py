"""Files that a draft is made from, one module a format; each gives the same answers and events."""
