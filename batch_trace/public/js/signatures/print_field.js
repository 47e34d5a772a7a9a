// An HTML field has `{{ batch_trace_signatures(doc) }}`, which the server fills in prints; forms render it, too.
window.batch_trace_signatures = () => "";
