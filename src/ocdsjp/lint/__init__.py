"""Is a municipal file readable by machines? Judged by the numbered rules of the government, cell by cell.

It looks at files as their publishers make them (CSV and Excel), not at OCDS and not at what a column means. The rules
are the 行政データにおける機械可読性に関するルール (2026-03-31, L1-01 to L3-09), which go back to those of the Ministry
of Internal Affairs for tables of statistics (2020-12-18). Only what can be computed is judged; what a person has to see
is listed as such.
"""
