/// One row of a trace while it is decoded: its bytes, its fields, what the reader was asked for, and the requests that
/// came of it. There is one of them, used again for every row.
final class TraceRow {
  /// What to do with requests that stand for several, and how large things may be.
  let options: TraceOptions
  /// The row without its line end.
  var text = UnsafeRawBufferPointer(start: nil, count: 0)
  /// The fields of the row, as positions in it; at most ``rememberedFields``.
  var fields: [Range<Int>] = []
  /// Which field means what, where a header or the user tells.
  var columns = TraceColumns()
  /// The requests of the row, in order.
  private(set) var requests: [TraceRequest] = []
  /// The bytes of their keys and values.
  private(set) var storage: [UInt8] = []

  /// Fields of a row beyond this many are one with the last.
  static let rememberedFields = 64

  init(options: TraceOptions) { self.options = options }

  /// Splits the row at a separator; several blanks are one.
  func split(at separator: UInt8) {
    fields.removeAll(keepingCapacity: true)
    var start = 0
    for position in 0..<text.count where text[position] == separator {
      if fields.count == Self.rememberedFields - 1 { break }
      if separator != 0x20 || position > start { fields.append(start..<position) }
      start = position + 1
    }
    if separator != 0x20 || start < text.count { fields.append(start..<text.count) }
  }

  /// The bytes of a field without blanks and quotes around it.
  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    guard let base = text.baseAddress else { return text }
    var range = trimmed(base, range.lowerBound, range.upperBound)
    if range.count >= 2, text[range.lowerBound] == 0x22, text[range.upperBound - 1] == 0x22 {
      range = range.lowerBound + 1..<range.upperBound - 1
    }
    return UnsafeRawBufferPointer(rebasing: text[range])
  }

  /// A field, empty where the row has fewer.
  func field(_ index: Int) -> UnsafeRawBufferPointer {
    index < fields.count ? bytes(fields[index]) : UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// A field as a whole number.
  func number(_ index: Int) -> UInt64? { Self.number(field(index)) }

  /// Digits as a whole number; nil for anything else and for one that does not fit.
  static func number(_ digits: UnsafeRawBufferPointer) -> UInt64? {
    guard !digits.isEmpty, digits.count <= 20 else { return nil }
    var value: UInt64 = 0
    for digit in digits {
      guard digit >= 0x30, digit <= 0x39 else { return nil }
      let (product, isLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isLarger) = product.addingReportingOverflow(UInt64(digit - 0x30))
      if isLarge || isLarger { return nil }
      value = sum
    }
    return value
  }

  /// A number with a fraction, in units of `unit` nanoseconds; nil for anything else.
  static func time(_ digits: UnsafeRawBufferPointer, unit: UInt64) -> UInt64? {
    let point = digits.firstIndex(of: 0x2E) ?? digits.endIndex
    guard let whole = number(UnsafeRawBufferPointer(rebasing: digits[..<point])) else { return nil }
    let (start, isLarge) = whole.multipliedReportingOverflow(by: unit)
    if isLarge { return nil }
    var rest: UInt64 = 0
    var scale = unit
    for digit in digits[point...].dropFirst() {
      guard digit >= 0x30, digit <= 0x39 else { return nil }
      scale /= 10
      rest += scale * UInt64(digit - 0x30)
    }
    let (time, isLarger) = start.addingReportingOverflow(rest)
    return isLarger ? nil : time
  }

  /// Whether bytes can be a key: some, not too many, in UTF-8.
  static func isKey(_ bytes: some Collection<UInt8>) -> Bool {
    guard !bytes.isEmpty, bytes.count <= TraceOptions.longestKey else { return false }
    return bytes.withContiguousStorageIfAvailable { firstInvalidUTF8(UnsafeRawBufferPointer($0)) == nil }
      ?? false
  }

  /// What a field that is to be a key is expected to be.
  static let keyRule = "a key of 1 to \(TraceOptions.longestKey) bytes in UTF-8"

  // MARK: Requests

  /// Forgets the requests of the row before.
  func clear() {
    requests.removeAll(keepingCapacity: true)
    storage.removeAll(keepingCapacity: true)
  }

  /// Keeps bytes for a key or a value.
  func keep(_ bytes: some Sequence<UInt8>) -> Range<Int> {
    let start = storage.count
    storage.append(contentsOf: bytes)
    return start..<storage.count
  }

  /// Adds a request.
  func add(_ request: TraceRequest) { requests.append(request) }
}

/// One or several like requests of a row.
struct TraceRequest {
  var kind: OperationKind
  /// The key, or the part of it before its number, in the row's storage.
  var key: Range<Int>
  /// A number that ends the key and goes up by one from repeat to repeat.
  var number: UInt64?
  /// The size of the object; the value is filled up to it.
  var size = 0
  /// The value itself, in the row's storage, where the trace has it.
  var value: Range<Int>?
  /// Its time in nanoseconds, on the trace's own clock.
  var time: UInt64?
  /// How many requests it stands for.
  var repeats: UInt64 = 1
}

/// Which fields of a row mean what.
struct TraceColumns: Equatable {
  var time: Int?
  var key: Int?
  var size: Int?
  var op: Int?
  var count: Int?
  var tenant: Int?
}
