// Ticks, frames and their renderings.
// Owns: what a tick says (its values, its declared fields, its JSON line), rates, guardrails, when a tick is due, and
// the file ticks are kept in. Refuses: knowing a hash map (others fill in plain readings), clocks, reading documents.
