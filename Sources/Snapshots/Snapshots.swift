// Snapshots: what a map holds as a file that can be kept, verified by anyone and repaired as far as its bytes allow.
//
// Owns: format v2 (`docs/snapshot_format.md`), its writer and reader, verification, repair. Refuses: bytes whose checksum
// it has not seen, files that need code to be read (pickles), anything that names a command.
