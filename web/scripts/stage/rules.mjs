// What the small world's tenant has set up for tickets.
const status = (id, state, agent_label, customer_label, colour, order) => ({ id, state, agent_label, customer_label, colour, order, roles: [], replaced_by: null, version: 1 });
const field = (id, key, label, type, order, more = {}) => ({ id, key, label, type, options: [], pattern: null, required: "never", order, active: true, version: 1, ...more });
const category = (id, parent_id, label, order) => ({ id, parent_id, label, order, active: true, replaced_by: null, version: 1 });
const team = (id, name) => ({ id, name, active: true, version: 1 });
const options = (...labels) => labels.map((label) => ({ value: label.toLowerCase().replaceAll(" ", "_"), label }));

export const rules = {
  statuses: [
    status("sta_bank", "on_hold", "With the bank", "In progress", "amber", 0),
    status("sta_parts", "on_hold", "Waiting for parts", "Waiting for parts", "violet", 1),
    status("sta_call", "pending", "Call arranged", "We call you", "blue", 0),
    status("sta_refund", "resolved", "Refunded", "Refunded", "green", 0),
  ],
  fields: [
    field("fld_order", "order", "Order", "regex", 0, { pattern: "[0-9]{4}", required: "resolve" }),
    field("fld_reason", "reason", "Reason", "select", 1, { options: options("Charged twice", "Wrong amount", "Not delivered") }),
    field("fld_parts", "parts", "Products", "multi_select", 2, { options: options("Checkout", "Invoices", "Mobile app") }),
    field("fld_amount", "amount", "Amount", "number", 3),
    field("fld_until", "until", "Promised for", "date", 4),
    field("fld_known", "known", "Known bug", "checkbox", 5),
  ],
  categories: [
    category("cat_billing", null, "Billing", 0),
    category("cat_refunds", "cat_billing", "Refunds", 0),
    category("cat_invoices", "cat_billing", "Invoices", 1),
    category("cat_delivery", null, "Delivery", 1),
    category("cat_returns", "cat_delivery", "Returns", 0),
    category("cat_account", null, "Account", 2),
  ],
  teams: [team("team_first", "First line"), team("team_pay", "Payments")],
  close_after_days: 4,
  reopen_days: 0,
  undo_send_seconds: 10,
  calendar_id: null,
  shown_promises: [],
  version: 7,
};

/** What a ticket has before anybody set anything on it. */
export const bare = { status_id: null, category_id: null, tags: [], fields: {}, snoozed_until: null, snoozed_until_reply: false, merged_into: null, resolved_at: null, closed_at: null, closes_at: null, scheduled: [], links: [], watchers: [], follow_up_of: null, split_from: null, merged: [] };
