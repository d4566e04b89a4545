"""What the author uses: the questions and the draft, then the next steps up to each later status."""
