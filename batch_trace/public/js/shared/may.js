// What the user may do with batches, for lists and forms.
frappe.provide("batch_trace");

const MAY_REPAIR = ["System Manager", "Batch Trace Manager"];

batch_trace.may_hold = () => frappe.model.can_create("Batch Hold") && frappe.model.can_submit("Batch Hold");
batch_trace.may_decide = () => frappe.model.can_create("Batch Disposition");
batch_trace.may_certify = () => frappe.boot.user.in_create.includes("Customer Certificate");
batch_trace.may_release = () => frappe.model.can_submit("Batch Disposition");
batch_trace.may_repair = () => MAY_REPAIR.some((role) => frappe.user.has_role(role));
batch_trace.may_reseal = () => batch_trace.may_release();
