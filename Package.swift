// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func systemLibrary(_ name: String, pkgConfig: String, apt: String, brew: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

/// A room of the house: one Swift module that may import only the rooms named here.
func room(_ name: String, imports: [Target.Dependency] = [], besides: [String] = []) -> Target {
  .target(name: name, dependencies: imports, exclude: besides, swiftSettings: strict)
}

func tests(_ room: String, imports: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: room + "Tests", dependencies: [.byName(name: room), "TestSupport"] + imports,
    swiftSettings: strict)
}

let package = Package(
  name: "adhash",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "HashMaps", targets: ["HashMaps"]),
    .library(name: "Dataflow", targets: ["Dataflow"]),
    .library(name: "Connectors", targets: ["Connectors"]),
    .library(name: "Telemetry", targets: ["Telemetry"]),
    .library(name: "Snapshots", targets: ["Snapshots"]),
    .executable(name: "hashmap-cli", targets: ["hashmap-cli"]),
    .executable(name: "g6", targets: ["g6"]),
  ],
  targets: [
    // C libraries and header-only shims.
    .target(name: "CIntrinsics"),
    .target(name: "CAllocations"),
    .target(name: "CLoading"),
    .target(name: "CMicrohttpd", dependencies: ["CLoading"]),
    .target(name: "CCurl", dependencies: ["CLoading"]),
    .target(name: "CSQLite", dependencies: ["CLoading"]),
    .target(name: "CHaru", dependencies: ["CLoading"]),
    .target(name: "CPage"),
    .target(name: "CFacts"),
    .target(name: "CProcess"),
    .target(name: "CStorage"),
    .target(name: "CToml", cxxSettings: [.define("TOML_HEADER_ONLY", to: "1")]),
    systemLibrary("CXXHash", pkgConfig: "libxxhash", apt: "libxxhash-dev", brew: "xxhash"),
    systemLibrary("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev", brew: "libsodium"),
    systemLibrary("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev", brew: "zstd"),
    systemLibrary("CYaml", pkgConfig: "yaml-0.1", apt: "libyaml-dev", brew: "libyaml"),
    systemLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),

    // Rooms, from the core outwards.
    room("Base", imports: ["CIntrinsics"]),
    room("Documents", imports: ["Base", "CToml", "CYaml"]),
    room("HashMaps", imports: ["Base", "CIntrinsics"]),
    room("Snapshots", imports: ["Base", "HashMaps", "CSodium", "CXXHash", "CZstd", "CZlib"]),
    room("Dataflow", imports: ["Base"]),
    room("Telemetry", imports: ["Base"], besides: ["Specification"]),
    room("HTTP", imports: ["Base", "CCurl", "CMicrohttpd"]),
    room(
      "Market",
      imports: [
        "Base", "Connectors", "Dataflow", "Documents", "Governance", "HashMaps", "Telemetry", "CFacts",
        "CStorage", "CXXHash",
      ],
      besides: ["Contracts/contracts.toml", "Specification"]),
    room(
      "Governance", imports: ["Base", "Documents", "Telemetry", "CSodium", "CZlib"],
      besides: ["Registers/stages.toml"]),
    room(
      "Server", imports: ["Base", "Documents", "HTTP", "Telemetry", "CPage", "CZlib"],
      besides: ["Page"]),
    room("Terminal", imports: ["Base", "Documents", "Telemetry"]),
    room(
      "Connectors", imports: ["Base", "Dataflow", "Documents", "HTTP", "CAllocations", "CXXHash"]),
    room(
      "Workloads",
      imports: [
        "Base", "Connectors", "Dataflow", "Documents", "HashMaps", "Snapshots", "Telemetry", "CIntrinsics",
        "CSodium", "CXXHash", "CZstd", "CZlib",
      ]),
    room(
      "Laboratory",
      imports: [
        "Base", "Documents", "HashMaps", "Snapshots", "Telemetry", "Workloads", "CHaru", "CProcess",
        "CSQLite",
      ]),
    room(
      "Console",
      imports: [
        "Base", "Connectors", "Dataflow", "Documents", "Governance", "HTTP", "HashMaps",
        "Laboratory", "Market", "Server", "Snapshots", "Telemetry", "Terminal", "Workloads",
      ]),
    .executableTarget(name: "hashmap-cli", dependencies: ["Console"], swiftSettings: strict),
    .executableTarget(name: "g6", dependencies: ["Console"], swiftSettings: strict),

    // Tests, one target per room.
    .target(
      name: "TestSupport", dependencies: ["Base"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("Base"),
    tests("Documents", imports: ["Base"]),
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    tests("HashMaps", imports: ["Base", "CAllocationCount"]),
    tests("Snapshots", imports: ["Base", "Documents", "HashMaps"]),
    tests("Dataflow", imports: ["Base", "Connectors", "CAllocationCount"]),
    tests("Connectors", imports: ["Base", "Dataflow", "Documents", "HTTP"]),
    tests("Telemetry", imports: ["Base", "Documents", "CAllocationCount"]),
    tests("Market", imports: ["Base", "Connectors", "Documents", "Governance", "HTTP", "Telemetry"]),
    tests("Governance", imports: ["Base", "Documents", "Telemetry"]),
    tests("Terminal", imports: ["Base", "Documents", "Telemetry"]),
    tests("HTTP", imports: ["Base"]),
    tests("Server", imports: ["Base", "Documents", "HTTP", "Telemetry"]),
    tests(
      "Workloads",
      imports: [
        "Base", "Dataflow", "Server", "Documents", "HashMaps", "Snapshots", "Telemetry", "CIntrinsics",
      ]),
    tests("Laboratory", imports: ["Base", "Documents", "HashMaps", "Telemetry", "Workloads"]),
    tests(
      "Console",
      imports: [
        "Base", "Connectors", "Dataflow", "Documents", "Governance", "HTTP", "HashMaps",
        "Laboratory", "Market", "Server", "Snapshots", "Telemetry", "Terminal", "Workloads",
      ]),
    .testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
