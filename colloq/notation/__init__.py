"""Mathematical notation: text to syntax tree, tree to values, derivatives, and printing."""
