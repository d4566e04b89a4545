"""The scenes of the examples of rules, a module for each group of families."""
