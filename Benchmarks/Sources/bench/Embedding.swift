import Foundation
import HashMaps

/// Lookups from this module beside the same loop compiled into the module of the maps: what an embedder pays for standing
/// outside. The inner loop is a library that scripts/bench builds.
struct Embedding {
  let sizes: [Int]
  let repetitions: Int

  private typealias Make = @convention(c) (UnsafePointer<UInt64>, Int) -> UnsafeMutableRawPointer?
  private typealias Get = @convention(c) (UnsafeMutableRawPointer, UnsafePointer<UInt64>, Int) -> UInt64
  private typealias Free = @convention(c) (UnsafeMutableRawPointer) -> Void

  func rows() throws(BenchmarkFailure) -> [Row] {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .deletingLastPathComponent()
    #if os(macOS)
      let path = folder.appendingPathComponent("inside.dylib").path
    #else
      let path = folder.appendingPathComponent("inside.so").path
    #endif
    guard let library = dlopen(path, RTLD_NOW), let make = dlsym(library, "inside_make"),
      let get = dlsym(library, "inside_get"), let free = dlsym(library, "inside_free")
    else { throw BenchmarkFailure("no library \(path); run this through scripts/bench") }
    let inside = (
      make: unsafeBitCast(make, to: Make.self), get: unsafeBitCast(get, to: Get.self),
      free: unsafeBitCast(free, to: Free.self)
    )
    var rows: [Row] = []
    for entries in sizes {
      let work = Work<WordStream>(entries: entries, seed: 1)
      let outer = OurWordMap(.grouped, flat: false)
      _ = outer.insert(keys: work.keys, values: work.values)
      guard let inner = inside.make(work.keys.words, work.keys.count) else {
        throw BenchmarkFailure("the map inside the module refused \(entries) entries")
      }
      defer { inside.free(inner) }
      var times: (outer: [Double], inner: [Double]) = ([], [])
      for repetition in 0..<repetitions {
        var sums: (UInt64, UInt64) = (0, 0)
        func runOuter() { times.outer.append(Double(timed { sums.0 = outer.get(work.hits) })) }
        func runInner() {
          times.inner.append(Double(timed { sums.1 = inside.get(inner, work.hits.words, work.hits.count) }))
        }
        if repetition % 2 == 0 { runOuter() }
        runInner()
        if repetition % 2 == 1 { runOuter() }
        guard sums.0 == sums.1 else {
          throw BenchmarkFailure("checksums differ inside and outside the module")
        }
      }
      let queries = Double(work.hits.count)
      let nanoseconds = (median(times.outer) / queries, median(times.inner) / queries)
      rows.append(
        Row(
          row: "embedding@\(entries)", map: "grouped", key: "u64", n: entries, op: "hit", ns: nanoseconds.0,
          peer: "in-module, \(Report.format(nanoseconds.1)) ns", ratio: nanoseconds.0 / nanoseconds.1,
          goal: 1.1))
    }
    return rows
  }
}
