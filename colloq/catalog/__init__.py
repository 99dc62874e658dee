"""The catalogue: `problems/*.yaml` joined with the families, and problems drawn from them."""
