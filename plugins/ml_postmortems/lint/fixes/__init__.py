"""What `check --fix` mends: one module a kind of repair, the plan for a corpus, and writing it."""
