"""One module per family of problems, found by its name; families never import each other.

`colloq.catalog.family` describes what a family module contains.
"""
