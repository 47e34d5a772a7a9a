"""What a batch may do: statuses, the table of permits, policies, dates, and the text that a signature covers.

Use `statuses.effective`, `permits.action`, `policy.Policy` and `movement_kinds.kind_of`. These are only the rules;
`batch_trace/control/` reads them from a site and enforces them.
"""
