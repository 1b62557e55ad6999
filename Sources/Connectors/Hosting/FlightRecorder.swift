import Base
import Dataflow
import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A crash artefact written ahead: a small file, mapped into memory, that says at every moment which node of each worker
/// handles which message. A trap ends the process without a word; the file still has it.
///
/// Layout: four words (`ADFLIGHT`, version, size of a slot, count of nodes), then a slot for every node: a word that is 1
/// while its handler runs, the trace in two words, a word unused, and the name in 96 bytes, padded with zeros.
package final class FlightRecorder: @unchecked Sendable {
  /// One node that was handling something when its process ended.
  package struct Entry: Equatable, Sendable {
    /// The node.
    package let node: String
    /// Trace of the message; ``TraceID/none`` between messages.
    package let trace: TraceID
  }

  static let magic: UInt64 = 0x5448_4749_4C46_4441
  static let headerSize = 32
  static let slotSize = 128
  private static let nameSize = 96

  /// Where the file stands.
  package let path: String
  private let memory: UnsafeMutableRawPointer
  private let size: Int
  private let count: Int

  /// Makes the file for nodes of these names; replaces an older one.
  package init(path: String, nodes: [String]) throws(ConnectorError) {
    self.path = path
    count = nodes.count
    size = Self.headerSize + Self.slotSize * nodes.count
    let file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .system(SystemError(operation: "create", path: path, code: errno)) }
    defer { close(file) }
    guard ftruncate(file, off_t(size)) == 0 else {
      throw .system(SystemError(operation: "size", path: path, code: errno))
    }
    guard let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), mapped != MAP_FAILED
    else {
      throw .system(SystemError(operation: "map", path: path, code: errno))
    }
    memory = mapped
    memory.storeBytes(of: Self.magic, as: UInt64.self)
    memory.storeBytes(of: 1, toByteOffset: 8, as: UInt64.self)
    memory.storeBytes(of: UInt64(Self.slotSize), toByteOffset: 16, as: UInt64.self)
    memory.storeBytes(of: UInt64(nodes.count), toByteOffset: 24, as: UInt64.self)
    for (index, name) in nodes.enumerated() {
      let bytes = Array(name.utf8.prefix(Self.nameSize))
      let place = memory + Self.headerSize + Self.slotSize * index + 32
      bytes.withUnsafeBytes { if let base = $0.baseAddress { memcpy(place, base, $0.count) } }
    }
  }

  deinit { munmap(memory, size) }

  /// Has the nodes of a graph write here; before it runs.
  package func attach(to scheduler: Scheduler) {
    scheduler.recordFlights { index in
      (memory + Self.headerSize + Self.slotSize * index).assumingMemoryBound(to: FlightSlot.self)
    }
  }

  /// The nodes that were handling something when the process that wrote this file ended, or is now. Empty for a run that
  /// came to its end. Throws where the file is none of ours.
  package static func read(_ path: String) throws(ConnectorError) -> [Entry] {
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try FileBytes.read(path: path, limit: 1 << 26) } catch {
      throw .system(error)
    }
    func word(_ offset: Int) -> UInt64 {
      bytes[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    guard bytes.count >= headerSize, word(0) == magic, word(8) == 1, word(16) == UInt64(slotSize),
      word(24) <= UInt64((bytes.count - headerSize) / slotSize)
    else {
      throw .invalidArtefact(
        DocumentError(
          file: path, line: 0, column: 0, detail: "not a flight record",
          hint: "name the file that the run was told to write"))
    }
    var entries: [Entry] = []
    for index in 0..<Int(word(24)) {
      let slot = headerSize + slotSize * index
      guard word(slot) == 1 else { continue }
      let name = bytes[slot + 32..<slot + 32 + nameSize].prefix { $0 != 0 }
      entries.append(
        Entry(
          node: String(decoding: name, as: UTF8.self),
          trace: TraceID(high: word(slot + 8), low: word(slot + 16))))
    }
    return entries
  }
}
