// Time, chance and bytes: what every room needs and nothing that knows a room.
// Owns: clocks, the latency histogram, the lock, whole-file reads and atomic replacement, the hot JSON writer,
// seeded randomness, facts about the machine. Refuses: Foundation, documents, anything that names a command.
