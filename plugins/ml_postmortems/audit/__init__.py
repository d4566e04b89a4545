"""What a model repository asks a base: its manifest or what stands in for it, the findings, and their forms."""
