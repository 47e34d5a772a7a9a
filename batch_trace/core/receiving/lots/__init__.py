"""Parts of the reader of lot lists and advance notices: tables, EDIFACT, X12, EPCIS, mails."""
