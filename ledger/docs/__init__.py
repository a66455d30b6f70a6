"""The pages that are made from the code: `python -m ledger.docs` writes them, `--check` compares."""
