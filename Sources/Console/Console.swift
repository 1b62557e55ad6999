// Flags as data, envelopes, exit codes, commands.
