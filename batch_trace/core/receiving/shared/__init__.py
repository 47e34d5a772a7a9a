"""Parts that both readers use: encodings, delimiters, columns of text, workbooks, numbers, dates, units, headings."""
