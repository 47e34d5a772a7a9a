"""What a batch may do: statuses and their order, the table of permits, policies, dates, and what a signature covers.

Front door: `statuses.effective`, `permits.action`, `policy.Policy`, `movement_kinds.kind_of`. Rules only; reading them from a site and
enforcing them is `batch_trace/control/`.
"""
