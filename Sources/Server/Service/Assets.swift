import Base
import CPage

/// The files of the dashboard by the path they are asked for; nothing else can be had, whatever a path looks like.
///
/// Files of the program come from `CPage`, libraries for charts from the system's packages: they are read when first
/// asked for.
package struct Assets: Sendable {
  /// One file.
  package struct Asset: Sendable {
    /// Its content type.
    package let type: String
    /// Its bytes.
    package let bytes: [UInt8]
    /// What tells this version from others, without quotes.
    package let tag: String

    /// A file of these bytes.
    package init(type: String, bytes: [UInt8]) {
      self.type = type
      self.bytes = bytes
      tag = hexadecimalDigits(fingerprint(bytes))
    }
  }

  /// A file that the system's packages bring.
  package struct Library: Sendable {
    /// The path it is asked for.
    package let path: String
    /// Its content type.
    package let type: String
    /// Where it may lie; the first that can be read is taken.
    package let places: [String]
    /// The package that brings it, for who misses it.
    package let package: String
    /// What installs it.
    package let command: String

    /// A file at one of these places; `command` is Debian's when none is given.
    package init(path: String, type: String, places: [String], package: String, command: String? = nil) {
      self.path = path
      self.type = type
      self.places = places
      self.package = package
      self.command = command ?? "apt-get install \(package)"
    }
  }

  /// The largest file that is served.
  package static let largest = 16 << 20

  private var assets: [String: Asset] = [:]
  private let libraries: [String: Library]
  private let found = LibraryShelf()

  /// A table of files, and of libraries to look for.
  package init(_ files: [(path: String, asset: Asset)] = [], libraries: [Library] = []) {
    for (path, asset) in files { assets[path] = asset }
    self.libraries = Dictionary(libraries.map { ($0.path, $0) }) { first, _ in first }
  }

  /// The files of this program.
  package static func page(libraries: [Library] = []) -> Assets {
    var files: [(String, Asset)] = []
    guard var entry = page_assets() else { return Assets(libraries: libraries) }
    while let path = entry.pointee.path {
      let bytes = UnsafeBufferPointer(start: entry.pointee.bytes, count: entry.pointee.count)
      files.append(
        (String(cString: path), Asset(type: String(cString: entry.pointee.type), bytes: Array(bytes))))
      entry += 1
    }
    return Assets(files, libraries: libraries)
  }

  /// The file of a path, or nil.
  package func asset(_ path: String) -> Asset? {
    if let asset = assets[path] { return asset }
    return libraries[path].flatMap { found.asset($0) }
  }

  /// The library of a path whose file is not there, or nil.
  package func missing(_ path: String) -> Library? { libraries[path] }
}

/// The libraries that have been read.
private final class LibraryShelf: @unchecked Sendable {
  private let lock = Lock()
  private var assets: [String: Assets.Asset] = [:]

  func asset(_ library: Assets.Library) -> Assets.Asset? {
    lock.withLock {
      if let asset = assets[library.path] { return asset }
      for place in library.places {
        do throws(SystemError) {
          let bytes = try FileBytes.read(path: place, limit: Assets.largest)
          let asset = Assets.Asset(type: library.type, bytes: bytes)
          assets[library.path] = asset
          return asset
        } catch {
          // The next place may have it; where none has, the answer says what to install.
          continue
        }
      }
      return nil
    }
  }
}

/// FNV-1a of 64 bits.
func fingerprint(_ bytes: some Sequence<UInt8>) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  return hash
}
