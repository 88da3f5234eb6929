"""From grid to rows, the same for every format: headers, kinds of rows, records of several lines, labels and values."""
