"""Intake: the CSV and XLSX files an office has, read into checked lines.

It knows files and the shape of their rows; plans, members and books are judged elsewhere.
"""
