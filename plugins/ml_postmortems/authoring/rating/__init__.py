"""Second ratings: what a rater is shown, and how the answer is kept before the first one is told."""
