/// What the files of Linux' control groups mean. Pure; `MemoryMeter` reads the files.
enum ControlGroup {
  /// The two generations of control groups name their files differently.
  enum Version: Sendable {
    case one, two

    var mount: String { self == .two ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory" }
    var limitFile: String { self == .two ? "memory.max" : "memory.limit_in_bytes" }
    var usedFile: String { self == .two ? "memory.current" : "memory.usage_in_bytes" }
    /// Pages of files that the kernel drops first when it needs memory.
    var idleField: String { self == .two ? "inactive_file" : "total_inactive_file" }
  }

  /// A folder with the limits of one group.
  struct Group: Sendable, Equatable {
    let version: Version
    let folder: String
  }

  /// The deepest nesting that is followed.
  static let depth = 32

  /// The groups that bound the memory of a process, from its own to the root, as `/proc/self/cgroup` lists them.
  static func memoryGroups(_ membership: String) -> [Group] {
    var groups: [Group] = []
    for line in membership.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let version: Version
      if parts[0] == "0", parts[1].isEmpty {
        version = .two
      } else if parts[1].split(separator: ",").contains("memory") {
        version = .one
      } else {
        continue
      }
      var names = parts[2].split(separator: "/").filter { $0 != ".." }
      if names.count > depth { names.removeLast(names.count - depth) }
      for count in stride(from: names.count, through: 0, by: -1) {
        groups.append(
          Group(
            version: version,
            folder: ([version.mount] + names[..<count].map(String.init)).joined(separator: "/")))
      }
    }
    return groups
  }

  /// A limit in bytes; nil for `max` and for the huge numbers that mean the same.
  static func limit(_ text: String) -> UInt64? {
    number(text).flatMap { $0 > 0 && $0 < 1 << 60 ? $0 : nil }
  }

  /// The number a text begins with; nil when it begins with none.
  static func number(_ text: String) -> UInt64? {
    UInt64(text.drop { $0 == " " }.prefix { ("0"..."9").contains($0) })
  }

  /// The number behind a name at the beginning of a line.
  static func field(_ name: String, of text: String) -> UInt64? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      if words.count >= 2, words[0] == name { return UInt64(words[1]) }
    }
    return nil
  }
}
