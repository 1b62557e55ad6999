import Console

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

exit(Program.g6.run(Program.argumentsOfProcess))
