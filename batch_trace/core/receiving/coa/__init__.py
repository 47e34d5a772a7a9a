"""Parts of the reader of certificates: headings, names of tests, limits, results, verdicts, layouts."""
