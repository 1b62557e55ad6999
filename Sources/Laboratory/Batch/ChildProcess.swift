import Base
import CProcess

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A program started in a process group of its own, its output in files.
struct ChildProcess {
  /// What is started.
  struct Launch {
    /// The path of the program; searched in `PATH` where it has no slash.
    var program: String
    var arguments: [String]
    /// Added to this process's own environment.
    var environment: [String: String]
    /// Its working directory.
    var folder: String
    /// The files its streams go to.
    var output: String
    var errors: String
  }

  let pid: pid_t

  /// Starts it.
  init(_ launch: Launch) throws(SystemError) {
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
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, launch.output, flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, launch.errors, flags, 0o600)
    cprocess_start_in(&actions, launch.folder)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var pid: pid_t = 0
    let code = Self.withStrings([launch.program] + launch.arguments) { arguments in
      Self.withStrings(Self.environment(launch.environment)) { environment in
        posix_spawnp(&pid, launch.program, &actions, &attributes, arguments, environment)
      }
    }
    if code != 0 { throw SystemError(operation: "start", path: launch.program, code: code) }
    self.pid = pid
  }

  /// Its exit code once it has ended (128 + the signal that ended it), nil while it runs.
  func ended() -> Int32? {
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  /// Sends a signal to it and everything it has started.
  func signal(_ number: Int32) { _ = kill(-pid, number) }

  private static func environment(_ added: [String: String]) -> [String] {
    var all: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let pair = String(cString: text)
      let name = pair.prefix { $0 != "=" }
      if added[String(name)] == nil { all.append(pair) }
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
