// swift-tools-version: 6.2
import Foundation
import PackageDescription

// A package of its own, so that nobody who builds or embeds the maps needs the peers.
// `swift run -c release bench --help` explains the program.

/// Abseil comes as about a hundred small libraries whose list and order change with every release: all of those found
/// are offered to the linker as one group, and it takes what it needs. None where the library is absent.
let abseil: [LinkerSetting] = {
  let folders = [
    "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/local/lib",
    "/opt/homebrew/lib",
  ]
  for folder in folders {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let names = files.filter {
      $0.hasPrefix("libabsl_") && ($0.hasSuffix(".a") || $0.hasSuffix(".dylib")) && !$0.contains(".2")
    }
    .map { String($0.dropFirst("lib".count).prefix { $0 != "." }) }
    if names.isEmpty { continue }
    let libraries = names.sorted().map { "-l" + $0 }
    #if os(macOS)
      return [.unsafeFlags(["-L" + folder, "-Xlinker", "-dead_strip_dylibs"] + libraries)]
    #else
      let grouped =
        ["-L" + folder, "-Xlinker", "--start-group"] + libraries + ["-lm", "-Xlinker", "--end-group"]
      return [.unsafeFlags(grouped)]
    #endif
  }
  return []
}()

#if os(macOS)
  let headers = ["-I/opt/homebrew/include", "-I/usr/local/include"]
#else
  let headers: [String] = []
#endif

let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "adhash", path: "..")],
  targets: [
    // The peers' loops run inside C++: no call crosses the boundary per operation.
    .target(
      name: "CPeers",
      cxxSettings: [
        .define("NDEBUG"), .unsafeFlags(headers), .unsafeFlags(["-O3"], .when(configuration: .release)),
      ],
      linkerSettings: abseil),
    .executableTarget(
      name: "bench",
      dependencies: [
        "CPeers", .product(name: "HashMaps", package: "adhash"),
        .product(name: "Dataflow", package: "adhash"),
        .product(name: "Connectors", package: "adhash"),
        .product(name: "Snapshots", package: "adhash"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
