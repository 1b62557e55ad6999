import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ProviderProcess {
  /// Held from the making of pipes until the process is there: a process that another thread starts meanwhile would
  /// inherit the ends before they are marked.
  static let starting = Lock()

  /// A pipe whose ends no later process inherits.
  static func pipe() throws(SystemError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let result = Glibc.pipe(&ends)
    #else
      let result = Darwin.pipe(&ends)
    #endif
    guard result == 0 else { throw SystemError(operation: "pipe", path: "provider") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Starts `/bin/sh -c command` with these standard streams.
  static func spawn(
    _ command: String, _ added: [String: String], _ input: Int32, _ output: Int32, _ errors: Int32
  ) -> (pid: pid_t, code: Int32) {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    // A program that ignores broken pipes or is interrupted hands nothing of it on.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var pid: pid_t = 0
    let code = withStrings(["/bin/sh", "-c", command]) { arguments in
      withStrings(environment(added)) { environment in
        posix_spawn(&pid, "/bin/sh", &actions, &attributes, arguments, environment)
      }
    }
    return (pid, code)
  }

  private static func environment(_ added: [String: String]) -> [String] {
    var all: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let pair = String(cString: text)
      if added[String(pair.prefix { $0 != "=" })] == nil { all.append(pair) }
      entry += 1
    }
    return all + added.map { "\($0.key)=\($0.value)" }
  }

  private static func withStrings<R>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R
  ) -> R {
    let copies: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
