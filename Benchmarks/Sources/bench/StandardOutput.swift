// The C library's streams are global variables, which Swift 6 admits only from a module that predates it.
#if canImport(Glibc)
  @preconcurrency import Glibc
#else
  @preconcurrency import Darwin
#endif

nonisolated(unsafe) let standardOutput = stdout
