"""The worked example: two years of one office, as the files that an office has and the commands over them.

Published totals are the Chengdu office's; people, units, terms and every single amount are invented.
"""
