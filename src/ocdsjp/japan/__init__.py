"""Facts and notations of Japan: text, dates, money, corporate numbers, local governments, company names.

Everything here is a pure function of its arguments and of tables that ship with the package. A notation that cannot be
read without guessing raises ``NotationError`` with the rule that was broken. What a column means is not decided here:
that is the mapping's part.
"""
