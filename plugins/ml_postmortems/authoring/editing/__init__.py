"""Changes that a command makes to the text of a record: only the lines concerned, checked to say what is meant."""
