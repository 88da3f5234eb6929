"""A mapping file as an Excel sheet and back, for people who edit in a spreadsheet program on a closed network.

``lines`` says what stands in the sheet, ``workbook`` writes it, ``sheet`` reads it (through the reading child, like any
file from outside), ``yaml_text`` writes the mapping file again. The round trip loses nothing: what the simple columns
cannot say stands in the column 細かい指定 in the mapping language itself, and whatever is about no column stands in the
part 設定 of the same sheet.
"""
