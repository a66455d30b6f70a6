"""The record of a book: append, read, seal, and the vault beside it."""
