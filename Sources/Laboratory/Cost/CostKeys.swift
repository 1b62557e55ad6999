import Base
import HashMaps
import Workloads

/// The keys and the value that a cost model is measured with: half of the calls find theirs, the others are alike and absent.
package struct CostKeys {
  /// One key among the bytes of all.
  private struct Place {
    let offset: Int
    let count: Int
  }

  /// The most entries.
  package static let most = 20_000_000

  private var bytes: [UInt8] = []
  private var places: [Place] = []
  private var absentBytes: [UInt8] = []
  /// Bytes that every value has.
  package let valueBytes: Int

  /// How many there are.
  package var count: Int { places.count }
  /// Their bytes on average.
  package var meanBytes: Double { places.isEmpty ? 0 : Double(bytes.count) / Double(places.count) }

  /// The keys `K0`, `K1` … that generated workloads have, with values of six bytes.
  package init(count: Int) {
    valueBytes = 6
    for number in 0..<count { append(Array("K\(number)".utf8)) }
    shun()
  }

  /// The keys of a workload, each once in the order in which they first come, at most `limit`; the value has the mean
  /// length of those that are put.
  package init(_ workload: LoadedWorkload, limit: Int) throws(LaboratoryError) {
    var seen: Set<[UInt8]> = []
    var keys: [[UInt8]] = []
    var values = 0
    var puts = 0
    var source = workload.source()
    defer { source.close() }
    let batch = OperationBatch()
    do throws(WorkloadError) {
      while keys.count < limit, try source.next(into: batch) {
        for index in 0..<batch.count {
          if batch.kind(at: index) == .put {
            values += batch.value(at: index).count
            puts += 1
          }
          let key = Array(batch.key(at: index))
          if keys.count < limit, seen.insert(key).inserted { keys.append(key) }
        }
      }
    } catch { throw .workload(error) }
    valueBytes = puts == 0 ? 0 : (values + puts / 2) / puts
    for key in keys { append(key) }
    shun(seen)
  }

  private mutating func append(_ key: [UInt8]) {
    places.append(Place(offset: bytes.count, count: key.count))
    bytes += key
  }

  /// Makes an absent key of every present one: the first byte is another, so that length and spread stay what they are.
  private mutating func shun(_ present: Set<[UInt8]> = []) {
    absentBytes = bytes
    for place in places where place.count > 0 {
      let range = place.offset..<(place.offset + place.count)
      var turn: UInt8 = 0
      repeat {
        turn += 1
        absentBytes[place.offset] = bytes[place.offset] ^ (0x80 &+ turn)
      } while turn < 0x7F && present.contains(Array(absentBytes[range]))
    }
  }

  /// Calls `body` with a function that gives the key of a number in place, and with a value; `absent` asks for keys
  /// that are not among them.
  func withKeys<Result, E: Error>(
    absent: Bool = false,
    _ body: ((Int) -> UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(E) -> Result
  ) throws(E) -> Result {
    // Maps read sixteen bytes of a short key or value where they may.
    let padded = (absent ? absentBytes : bytes) + [UInt8](repeating: 0, count: 16)
    let value = [UInt8](repeating: UInt8(ascii: "7"), count: valueBytes + 16)
    let start = UnsafeMutableRawBufferPointer.allocate(byteCount: padded.count + value.count, alignment: 64)
    defer { start.deallocate() }
    start.copyBytes(from: padded)
    UnsafeMutableRawBufferPointer(rebasing: start[padded.count...]).copyBytes(from: value)
    let content = UnsafeRawBufferPointer(rebasing: start[padded.count..<(padded.count + valueBytes)])
    return try body(
      { number in
        let place = places[number]
        return UnsafeRawBufferPointer(rebasing: start[place.offset..<(place.offset + place.count)])
      }, content)
  }
}
