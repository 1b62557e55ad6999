#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a measurement must state about the machine it was taken on.
package enum MachineFacts {
  /// The processor's marketing name, or its architecture where the system does not tell.
  package static var cpuModel: String {
    #if os(Linux)
      if let model = field("model name", inFile: "/proc/cpuinfo") { return model }
    #else
      if let model = systemText("machdep.cpu.brand_string") { return model }
    #endif
    return architecture
  }

  /// Processor cores that are online.
  package static var cores: Int {
    max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1)
  }

  /// Kernel name, release and architecture, such as `Linux 6.1.0 x86_64`.
  package static var os: String {
    var name = utsname()
    guard uname(&name) == 0 else { return "unknown" }
    return "\(text(name.sysname)) \(text(name.release)) \(text(name.machine))"
  }

  /// The processor architecture, such as `x86_64`.
  package static var architecture: String {
    var name = utsname()
    return uname(&name) == 0 ? text(name.machine) : "unknown"
  }

  /// The most memory this process ever held resident, in bytes; 0 where unknown.
  package static var peakResidentBytes: UInt64 {
    #if os(Linux)
      // Not getrusage: its maximum is inherited from the program that started this one.
      guard let size = field("VmHWM", inFile: "/proc/self/status") else { return 0 }
      return (leadingNumber(size) ?? 0) * 1024
    #else
      var usage = rusage()
      return getrusage(RUSAGE_SELF, &usage) == 0 ? UInt64(max(usage.ru_maxrss, 0)) : 0
    #endif
  }

  /// Memory resident now, in bytes; 0 where unknown.
  package static var residentBytes: UInt64 {
    #if os(Linux)
      guard let size = field("VmRSS", inFile: "/proc/self/status") else { return 0 }
      return (leadingNumber(size) ?? 0) * 1024
    #else
      var info = mach_task_basic_info()
      let words = MemoryLayout<mach_task_basic_info>.size / MemoryLayout<natural_t>.size
      var count = mach_msg_type_number_t(words)
      let result = withUnsafeMutablePointer(to: &info) { pointer in
        pointer.withMemoryRebound(to: integer_t.self, capacity: Int(count)) {
          task_info(mach_task_self_, task_flavor_t(MACH_TASK_BASIC_INFO), $0, &count)
        }
      }
      return result == KERN_SUCCESS ? UInt64(info.resident_size) : 0
    #endif
  }

  #if !os(Linux)
    private static func systemText(_ name: String) -> String? {
      var size = 0
      guard sysctlbyname(name, nil, &size, nil, 0) == 0, size > 1 else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  #endif

  /// The text after `name:` in a file of such lines.
  private static func field(_ name: String, inFile path: String) -> String? {
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try FileBytes.read(path: path, limit: 1 << 20) } catch { return nil }
    for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: name.utf8) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      return String(decoding: value, as: UTF8.self)
    }
    return nil
  }

  private static func leadingNumber(_ text: String) -> UInt64? {
    UInt64(text.prefix { $0.isNumber })
  }

  /// The text of a fixed-size C string.
  private static func text<T>(_ field: T) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
