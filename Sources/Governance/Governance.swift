// The registers of the project: what may change only on paper first.
// Owns: the register of metrics (its reading, its lint, everything that is generated from it).
// Refuses: measuring anything itself; a running program reads no register.
