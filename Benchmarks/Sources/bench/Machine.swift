import Foundation

/// Where and on what the numbers came about; written beside them as bench-meta.json.
struct Machine {
  let fields: [(String, String)]

  init(seed: UInt64, started: Date, loadBefore: Double, arguments: [String]) {
    fields = [
      ("cpu", Self.cpu), ("cores", String(ProcessInfo.processInfo.activeProcessorCount)),
      ("memory_bytes", String(ProcessInfo.processInfo.physicalMemory)),
      ("os", ProcessInfo.processInfo.operatingSystemVersionString),
      ("toolchain", output("swift", ["--version"])),
      ("revision", output("git", ["describe", "--always", "--dirty"])), ("seed", String(seed)),
      ("arguments", arguments.joined(separator: " ")), ("started", started.formatted(.iso8601)),
      ("seconds", String(Int(Date().timeIntervalSince(started)))),
      ("load_average_before", String(format: "%.2f", loadBefore)),
      ("load_average_after", String(format: "%.2f", Self.load)),
      ("method", "thread processor time, maps rotated in one process, medians"),
    ]
  }

  var json: String {
    "{\n" + fields.map { "  \(quoted($0.0)): \(quoted($0.1))" }.joined(separator: ",\n") + "\n}\n"
  }

  static var load: Double {
    var average = [0.0]
    return getloadavg(&average, 1) == 1 ? average[0] : .nan
  }

  static var cpu: String {
    #if os(Linux)
      let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
      return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
    #else
      return output("sysctl", ["-n", "machdep.cpu.brand_string"])
    #endif
  }
}

/// The first line a program prints, or "unknown".
func output(_ program: String, _ arguments: [String]) -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return "unknown" }
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  let text = String(decoding: data, as: UTF8.self)
  return text.split(separator: "\n").first.map(String.init) ?? "unknown"
}
