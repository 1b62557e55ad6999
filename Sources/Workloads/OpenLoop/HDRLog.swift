import Base
import CZlib

/// Histograms in the formats that the tools of HdrHistogram read: a log with one line for each kind of time, and the
/// distribution by percentiles of the response time.
package struct HDRLog: Sendable {
  private let lines: [String]
  private let percentiles: String

  /// Takes what the histograms hold now; `seconds` is the length of the run.
  init(
    service: borrowing LatencyHistogram, queue: borrowing LatencyHistogram,
    response: borrowing LatencyHistogram, seconds: Double
  ) {
    lines = [
      Self.line("service", service, seconds), Self.line("queue", queue, seconds),
      Self.line("response", response, seconds),
    ]
    percentiles = HDRPercentiles.text(response)
  }

  /// The log (`.hlog`, version 1.3): maxima in milliseconds, times of the lines in seconds from the start.
  package func log(startedAt seconds: Double) -> [UInt8] {
    var text = "#[Histogram log format version 1.3]\n"
    text += "#[StartTime: \(Figures.fixed(seconds, 3)) (seconds since epoch)]\n"
    text += "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n"
    return Array((text + lines.joined()).utf8)
  }

  /// The distribution (`.hgrm`), in nanoseconds.
  package var distribution: [UInt8] { Array(percentiles.utf8) }

  private static func line(
    _ tag: String, _ histogram: borrowing LatencyHistogram, _ seconds: Double
  ) -> String {
    let encoded = base64(HDREncoding.compressed(histogram))
    return "Tag=\(tag),0.000,\(Figures.fixed(seconds, 3)),\(Figures.fixed(Double(histogram.max) / 1e6, 3)),"
      + "\(encoded)\n"
  }

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let word = part.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - part.count))
      for index in 0..<4 {
        let isPadding = index > part.count
        text.append(isPadding ? 0x3D : letters[Int(word >> UInt32(18 - 6 * index)) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// The V2 encoding of HdrHistogram: counts as ZigZag LEB128, runs of zeros as one negative number, compressed by zlib.
///
/// The bucket scheme of ``LatencyHistogram`` is that of HdrHistogram from 1 to 2^42 - 1 with three digits, so the
/// counts are taken over as they are.
enum HDREncoding {
  private static let cookie: UInt32 = 0x1C84_9303 | 0x10
  private static let compressedCookie: UInt32 = 0x1C84_9304 | 0x10

  /// The encoded histogram without compression.
  static func plain(_ histogram: borrowing LatencyHistogram) -> [UInt8] {
    var counts: [UInt8] = []
    var next = 0
    histogram.forEachBucket { lowest, _, count in
      let index = LatencyHistogram.index(of: lowest)
      if index > next { append(Int64(next - index), to: &counts) }
      append(Int64(clamping: count), to: &counts)
      next = index + 1
    }
    var bytes: [UInt8] = []
    append(cookie, to: &bytes)
    append(UInt32(counts.count), to: &bytes)
    append(UInt32(0), to: &bytes)  // the normalising index offset
    append(UInt32(3), to: &bytes)  // significant digits
    append(UInt64(1), to: &bytes)
    append(LatencyHistogram.longest, to: &bytes)
    append(Double(1).bitPattern, to: &bytes)
    return bytes + counts
  }

  /// The encoded histogram, compressed.
  static func compressed(_ histogram: borrowing LatencyHistogram) -> [UInt8] {
    let plain = plain(histogram)
    var packed = [UInt8](repeating: 0, count: Int(compressBound(UInt(plain.count))))
    var count = UInt(packed.count)
    let result = compress2(&packed, &count, plain, UInt(plain.count), Z_DEFAULT_COMPRESSION)
    precondition(result == Z_OK, "compress2 failed with \(result)")
    var bytes: [UInt8] = []
    append(compressedCookie, to: &bytes)
    append(UInt32(count), to: &bytes)
    return bytes + packed.prefix(Int(count))
  }

  private static func append(_ word: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// A signed number in seven-bit groups, the lowest first; the ninth byte has eight bits.
  private static func append(_ number: Int64, to bytes: inout [UInt8]) {
    var rest = UInt64(bitPattern: number << 1 ^ number >> 63)
    for _ in 0..<8 {
      if rest < 0x80 { break }
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}
