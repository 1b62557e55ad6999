import Base
import HashMaps
import Snapshots

/// A small map of which one operation is traced, step by step, by the code that performs it.
package struct ProbeScene {
  /// The operation, and what it is about.
  package struct Question: Sendable {
    /// What is traced.
    package let operation: ProbeTrace.Operation
    /// The key.
    package let key: String
    /// The value of a put.
    package let value: String?

    /// A question with its parts.
    package init(operation: ProbeTrace.Operation, key: String, value: String?) {
      self.operation = operation
      self.key = key
      self.value = value
    }
  }

  /// An entry that is put first.
  package struct Entry: Sendable {
    /// The key.
    package let key: [UInt8]
    /// Its value.
    package var value: [UInt8]

    /// An entry with its parts.
    package init(key: [UInt8], value: [UInt8]) {
      self.key = key
      self.value = value
    }
  }

  private let map: ByteMap

  /// A map with these entries.
  package init(_ configuration: MapConfiguration, entries: [Entry]) throws(MapError) {
    map = try ByteMap(configuration)
    try put(entries)
  }

  /// The map of a snapshot, with these entries besides; nothing of a damaged file is believed.
  ///
  /// - Parameter layout: the layout it is converted to first; nil keeps its own.
  package init(snapshot path: String, layout: Layout?, entries: [Entry]) throws(ProbeSceneError) {
    do throws(SnapshotError) {
      map = try SnapshotReader(path: path).load()
    } catch {
      throw ProbeSceneError(error)
    }
    if let layout {
      map.convert(to: layout)
      map.finishWork()
    }
    do throws(MapError) { try put(entries) } catch { throw .map(error) }
  }

  private func put(_ entries: [Entry]) throws(MapError) {
    for entry in entries { _ = try Self.put(map, entry.key, entry.value) }
  }

  private static func put(_ map: ByteMap, _ key: [UInt8], _ value: [UInt8]) throws(MapError) -> Bool {
    var result: Result<Bool, MapError> = .success(false)
    key.withUnsafeBytes { key in
      value.withUnsafeBytes { value in
        do throws(MapError) { result = .success(try map.put(key, value)) } catch { result = .failure(error) }
      }
    }
    return try result.get()
  }

  /// Entries in the map.
  package var count: Int { map.count }

  /// The steps the operation would take now; the map stays as it is.
  package func trace(_ question: Question) throws(MapError) -> ProbeTrace {
    var key = question.key
    var result: Result<ProbeTrace, MapError>?
    key.withUTF8 { key in
      do throws(MapError) {
        result = .success(try map.probe(question.operation, UnsafeRawBufferPointer(key)))
      } catch { result = .failure(error) }
    }
    guard let result else { preconditionFailure("withUTF8 calls its body") }
    return try result.get()
  }

  /// The value under a key, as text; nil when it is not there.
  package func value(of key: String) -> String? {
    var key = key
    return key.withUTF8 { map.get(UnsafeRawBufferPointer($0)) }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Performs the operation; gives back what it changed in words.
  package func apply(_ question: Question) throws(MapError) -> String {
    switch question.operation {
    case .get: return value(of: question.key).map { "value \($0)" } ?? "not found"
    case .put:
      return try Self.put(map, Array(question.key.utf8), Array((question.value ?? "").utf8))
        ? "inserted" : "updated"
    case .delete:
      var key = question.key
      return key.withUTF8 { map.delete(UnsafeRawBufferPointer($0)) } ? "deleted" : "absent"
    }
  }
}

/// Why there is no map to trace.
package enum ProbeSceneError: Error {
  /// The snapshot cannot be read, or is not believed.
  case snapshot(SnapshotError)
  /// The map refused an entry.
  case map(MapError)

  init(_ error: SnapshotError) {
    if case .map(let refusal) = error { self = .map(refusal) } else { self = .snapshot(error) }
  }
}
