"""Statements: declared sums over facts, for any date, as known at any position."""
