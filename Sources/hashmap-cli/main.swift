import Console

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

exit(Program.hashmapCLI.run(Program.argumentsOfProcess))
