"""`python -m colloq`."""

from colloq.cli.main import main

main()
