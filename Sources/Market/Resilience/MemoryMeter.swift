import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much memory is used of how much there is.
package struct MemoryReading: Sendable, Equatable {
  /// Which limit it is. Raw values are names in logs and diagnostics.
  package enum Source: String, Sendable {
    /// The limit of a container or service, version 2 or 1 of control groups; files that can be dropped do not count as used.
    case container
    /// The limit of the process's address space (`ulimit -v`).
    case addressSpace = "address_space"
    /// What the machine has for this process: its resident memory and what is available besides.
    case machine
  }

  /// Which limit it is.
  package let source: Source
  /// Bytes in use.
  package let used: UInt64
  /// Bytes there are.
  package let limit: UInt64

  /// Used of the limit; nil without a limit.
  package var fraction: Double? { limit == 0 ? nil : Double(used) / Double(limit) }
}

/// Reads how much memory the process uses against the limit that will end it: the tightest of its control groups, its
/// address space, and the machine. A few small files; nothing is kept between readings.
package struct MemoryMeter: Sendable {
  private let root: String

  /// A meter for this process; `root` stands in front of `/proc` and `/sys` in tests.
  package init(root: String = "") { self.root = root }

  /// The reading with the greatest fraction; nil where the system tells nothing.
  package func read() -> MemoryReading? {
    (groups() + [addressSpace(), machine()].compactMap { $0 }).max {
      ($0.fraction ?? -1) < ($1.fraction ?? -1)
    }
  }

  /// Every control group from the process's own up to the root that has a limit.
  private func groups() -> [MemoryReading] {
    guard let membership = text("/proc/self/cgroup") else { return [] }
    return ControlGroup.memoryGroups(membership).compactMap { group in
      guard let limit = text("\(group.folder)/\(group.version.limitFile)").flatMap(ControlGroup.limit),
        let used = text("\(group.folder)/\(group.version.usedFile)").flatMap(ControlGroup.number)
      else { return nil }
      let idle =
        text("\(group.folder)/memory.stat").flatMap { ControlGroup.field(group.version.idleField, of: $0) }
        ?? 0
      return MemoryReading(source: .container, used: used > idle ? used - idle : 0, limit: limit)
    }
  }

  private func addressSpace() -> MemoryReading? {
    var bounds = rlimit()
    #if canImport(Glibc)
      let failed = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &bounds) != 0
    #else
      let failed = getrlimit(RLIMIT_AS, &bounds) != 0
    #endif
    // Everything above 2^62 bytes is the system's way to say that there is no limit.
    guard !failed, bounds.rlim_cur < 1 << 62,
      let pages = text("/proc/self/statm").flatMap(ControlGroup.number)
    else { return nil }
    return MemoryReading(
      source: .addressSpace, used: pages * UInt64(sysconf(Int32(_SC_PAGESIZE))),
      limit: UInt64(bounds.rlim_cur))
  }

  private func machine() -> MemoryReading? {
    let resident = MachineFacts.residentBytes
    guard resident > 0 else { return nil }
    if let facts = text("/proc/meminfo"), let free = ControlGroup.field("MemAvailable:", of: facts) {
      return MemoryReading(source: .machine, used: resident, limit: resident + free * 1024)
    }
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    guard pages > 0 else { return nil }
    return MemoryReading(
      source: .machine, used: resident, limit: UInt64(pages) * UInt64(sysconf(Int32(_SC_PAGESIZE))))
  }

  /// What a small file says; nil when it is not there, which is how a system says that it has no such limit.
  private func text(_ path: String) -> String? {
    do throws(SystemError) {
      return String(decoding: try FileBytes.read(path: root + path, limit: 1 << 20), as: UTF8.self)
    } catch {
      return nil
    }
  }
}
