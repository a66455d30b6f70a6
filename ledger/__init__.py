"""huzhu: the ledger of workers' mutual-aid funds (职工互助保障)."""

__version__ = "0.1.0"
