"""What makes records similar: text analysis, word vectors, and what records share in structure."""
