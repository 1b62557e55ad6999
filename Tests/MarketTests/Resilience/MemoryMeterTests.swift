import Base
import Foundation
import TestSupport
import Testing

@testable import Market

struct MemoryMeterTests {
  @Test func groupsAreFoundFromTheProcessesOwnToTheRoot() {
    #expect(
      ControlGroup.memoryGroups("0::/system.slice/g6.service\n").map(\.folder) == [
        "/sys/fs/cgroup/system.slice/g6.service", "/sys/fs/cgroup/system.slice", "/sys/fs/cgroup",
      ])
    #expect(
      ControlGroup.memoryGroups("8:pids:/\n4:cpu,memory:/a\n1:cpu:/a\nnonsense\n0::/../x\n").map(\.folder)
        == [
          "/sys/fs/cgroup/memory/a", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/x", "/sys/fs/cgroup",
        ])
    #expect(ControlGroup.memoryGroups("").isEmpty)
    let deep = "0::" + [String](repeating: "/a", count: 100).joined()
    #expect(ControlGroup.memoryGroups(deep).count == ControlGroup.depth + 1)
  }

  @Test func limitsAreReadAsTheKernelWritesThem() {
    #expect(
      ControlGroup.limit("max\n") == nil && ControlGroup.limit("") == nil && ControlGroup.limit("0\n") == nil)
    #expect(ControlGroup.limit("1048576\n") == 1_048_576)
    #expect(ControlGroup.limit("9223372036854771712\n") == nil, "how version 1 says that there is none")
    #expect(ControlGroup.field("inactive_file", of: "anon 5\ninactive_file 77\nfile 3\n") == 77)
    #expect(ControlGroup.field("file", of: "inactive_file 77\n") == nil)
  }

  @Test(arguments: [true, false])
  func theTightestLimitOfAContainerCounts(isSecondVersion: Bool) throws {
    let folder = try TemporaryFolder()
    for name in ["proc/self", "sys/fs/cgroup/pod/box", "sys/fs/cgroup/memory/pod/box"] {
      try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
    }
    let mount = isSecondVersion ? "sys/fs/cgroup" : "sys/fs/cgroup/memory"
    let names =
      isSecondVersion
      ? ("memory.max", "memory.current", "inactive_file")
      : ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
    try folder.write("proc/self/cgroup", isSecondVersion ? "0::/pod/box\n" : "4:memory:/pod/box\n")
    try folder.write("proc/meminfo", "MemTotal: 100 kB\nMemAvailable: 99999999999 kB\n")
    try folder.write("\(mount)/pod/box/\(names.0)", "1000\n")
    try folder.write("\(mount)/pod/box/\(names.1)", "700\n")
    try folder.write("\(mount)/pod/box/memory.stat", "anon 1\n\(names.2) 200\n")
    try folder.write("\(mount)/pod/\(names.0)", "10000\n")
    try folder.write("\(mount)/pod/\(names.1)", "9000\n")
    try folder.write("\(mount)/\(names.0)", "max\n")
    try folder.write("\(mount)/\(names.1)", "5\n")
    let meter = MemoryMeter(root: folder.path)
    #expect(meter.read() == MemoryReading(source: .container, used: 9000, limit: 10000))
    try folder.write("\(mount)/pod/\(names.1)", "1000\n")
    #expect(meter.read()?.fraction == 0.5)
  }

  @Test func thisProcessHasAReading() throws {
    let reading = try #require(MemoryMeter().read())
    let fraction = try #require(reading.fraction)
    #expect(reading.used > 0 && fraction > 0 && fraction < 2)
  }
}
