import Base
import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file of lines of one day that only grows, and which contracts it has at which moment.
struct LineFile {
  /// The largest file that is read: 400,000 lines of 600 bytes.
  static let sizeLimit = 256 << 20

  /// How long it is; 0 before it exists.
  var length = 0
  /// A moment and a strike each; overviews have the strike 0.
  private var keys: Set<UInt64> = []

  /// Whether it has the line of a moment and a strike.
  func contains(_ slot: Int, _ strikeHundredths: Int32) -> Bool {
    keys.contains(Self.key(slot, strikeHundredths))
  }

  mutating func insert(_ slot: Int, _ strikeHundredths: Int32) {
    keys.insert(Self.key(slot, strikeHundredths))
  }

  private static func key(_ slot: Int, _ strikeHundredths: Int32) -> UInt64 {
    UInt64(slot) << 32 | UInt64(UInt32(bitPattern: strikeHundredths))
  }

  /// What stands on the disk, of a day in exchange time.
  ///
  /// Throws `storage` with file and line for a file that is not one of ours, or whose last line is cut off.
  init(path: String, in folder: String, date: CivilDate, zone: FixedZone) throws(MarketError) {
    let full = "\(folder)/\(path)"
    if access(full, F_OK) != 0, errno == ENOENT || errno == ENOTDIR { return }
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try FileBytes.read(path: full, limit: Self.sizeLimit) } catch {
      throw MarketError(error)
    }
    length = bytes.count
    if bytes.isEmpty { return }
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.removeLast().isEmpty else {
      throw MarketError(
        .storage, "\(full):\(lines.count + 1): the line is cut off: no line feed",
        hint: "delete the line; another program has written it")
    }
    for (place, line) in lines.enumerated() {
      guard let (stamp, strike) = Self.read(line, zone), stamp.date == date else {
        throw MarketError(
          .storage, "\(full):\(place + 1): not a line of \(RowLine.schema) of \(date)",
          hint: "move the file away, or mend the line")
      }
      insert(stamp.slot, strike)
    }
  }

  private static func read(_ line: ArraySlice<UInt8>, _ zone: FixedZone) -> (RowStamp, Int32)? {
    let table: DocumentTable
    do throws(DocumentError) {
      guard let found = try JSON.parse(Array(line), file: "").table else { return nil }
      table = found
    } catch { return nil }
    guard table["schema"]?.string == RowLine.schema,
      let instant = table["time"]?.string.flatMap({ WallClock.nanoseconds(iso8601: $0) })
    else { return nil }
    let stamp = RowStamp(instant, in: zone)
    switch table["kind"]?.string {
    case "overview": return (stamp, 0)
    case "contract":
      guard let strike = table["strike"]?.number, let hundredths = Int32(exactly: (strike * 100).rounded())
      else { return nil }
      return (stamp, hundredths)
    default: return nil
    }
  }
}
