/// Rows of block devices: an address and a length, which become keys of whole pages.
enum BlockRows {
  private static let sectorBytes: UInt64 = 512
  /// No device sends more in one request; a larger one is a fault of the file.
  private static let longestRequest: UInt64 = 1 << 32

  /// `Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime`
  @Sendable static func msr(_ row: TraceRow) -> TraceVerdict {
    guard row.fields.count == 7 else { return .misshapen(fields: 7) }
    guard let time = TraceRow.time(row.field(0), unit: 100) else {
      return .bad(field: 1, expected: "a Windows file time")
    }
    guard let kind = OperationWords.kind(of: row.field(3)), kind != .delete else {
      return .bad(field: 4, expected: "Read or Write")
    }
    guard let offset = row.number(4) else { return .bad(field: 5, expected: "an offset in bytes") }
    guard let size = row.number(5), size <= longestRequest else {
      return .bad(field: 6, expected: "a size in bytes")
    }
    let device = row.keep(row.field(1))
    _ = row.keep([0x2E])
    _ = row.keep(row.field(2))
    let key = device.lowerBound..<row.keep([0x3A]).upperBound
    return pages(row, TraceRequest(kind: kind, key: key, time: time), offset, size, at: 5)
  }

  /// `Timestamp,Offset,Size,IOType,VolumeID`
  @Sendable static func tencent(_ row: TraceRow) -> TraceVerdict {
    guard row.fields.count == 5 else { return .misshapen(fields: 5) }
    guard let time = TraceRow.time(row.field(0), unit: 1_000_000_000) else {
      return .bad(field: 1, expected: "a time in seconds")
    }
    guard let offset = row.number(1), offset < UInt64.max / sectorBytes else {
      return .bad(field: 2, expected: "an offset in sectors")
    }
    guard let size = row.number(2), size <= longestRequest / sectorBytes else {
      return .bad(field: 3, expected: "a size in sectors")
    }
    guard let type = row.number(3), type < 2 else { return .bad(field: 4, expected: "0 or 1") }
    let volume = row.keep(row.field(4))
    let key = volume.lowerBound..<row.keep([0x3A]).upperBound
    return pages(
      row, TraceRequest(kind: type == 0 ? .get : .put, key: key, time: time), offset * sectorBytes,
      size * sectorBytes, at: 2)
  }

  /// `start count 0 sequence`
  @Sendable static func arc(_ row: TraceRow) -> TraceVerdict {
    guard let start = row.number(0) else { return .bad(field: 1, expected: "the number of a block") }
    guard let count = row.number(1), count <= longestRequest / sectorBytes,
      start <= UInt64.max - count
    else { return .bad(field: 2, expected: "a number of blocks") }
    if count == 0 { return .skipped(.noRequests) }
    row.add(
      TraceRequest(kind: .get, key: 0..<0, number: start, size: Int(sectorBytes), repeats: count))
    return .taken
  }

  /// One request for each page touched, or one for all of it.
  private static func pages(
    _ row: TraceRow, _ request: TraceRequest, _ offset: UInt64, _ size: UInt64, at field: Int
  ) -> TraceVerdict {
    if size == 0 { return .skipped(.noSize) }
    let (end, isBeyond) = offset.addingReportingOverflow(size)
    if isBeyond { return .bad(field: field, expected: "an offset that leaves room for the size") }
    var request = request
    let page = UInt64(row.options.pageBytes)
    if page == 0 {
      request.number = offset
      request.size = Int(clamping: size)
    } else {
      request.number = offset / page
      request.repeats = (end - 1) / page - offset / page + 1
      request.size = row.options.pageBytes
    }
    row.add(request)
    return .taken
  }
}
