import Base
import Documents
import Terminal

/// The file of a probe trace, as an event of the view.
enum ProbeFile {
  /// Bytes that are read of it.
  private static let limit = 5 << 20

  /// The trace, or in one line why there is none.
  static func event(_ path: String) -> Event {
    do throws(SystemError) {
      let bytes = try FileBytes.read(path: path, limit: limit)
      do throws(DocumentError) {
        return .trace(try ProbeText(json: bytes, name: path), problem: nil)
      } catch {
        return .trace(nil, problem: error.description)
      }
    } catch {
      return .trace(nil, problem: error.description)
    }
  }
}
