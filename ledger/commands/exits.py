"""How a command ends, as the shell sees it; 0 is done."""

BUG = 1  # a fault in huzhu; of the demo: its figures are not those that were published
REFUSED = 3  # a rule said no; 2 is click's, for words that are no command
DIFFERENT = 4  # what was verified is not as it should be
INTERRUPTED = 130  # as shells say it of SIGINT
