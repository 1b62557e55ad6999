import Base
import CStorage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Brings files to the state that records of the journal ask for. Doing it twice is doing it once.
struct FileAppender {
  private let folder: String

  init(folder: String) { self.folder = folder }

  /// Appends what a record says to every file that does not have it yet.
  ///
  /// A file that is longer has it already; one that is shorter than it was, because somebody has cut or deleted it, gets
  /// the bytes at its end, behind a header where it is empty. `changed` is called with the files of the last kind.
  func apply(_ appends: CycleAppends, changed: (String) -> Void) throws(MarketError) {
    for entry in appends.entries {
      let path = "\(folder)/\(entry.path)"
      let descriptor = try openForAppending(path)
      defer { close(descriptor) }
      var facts = stat()
      guard fstat(descriptor, &facts) == 0 else {
        throw MarketError(SystemError(operation: "stat", path: path))
      }
      let length = Int(facts.st_size)
      if length >= entry.offset + entry.range.count { continue }
      var offset = entry.offset
      if length < entry.offset {
        changed(entry.path)
        offset = length
        if length == 0, let header = RowColumns.header(of: entry.path) {
          try PositionedWrite.write(header[...], to: descriptor, at: 0, path)
          offset = header.count
        }
      }
      try PositionedWrite.write(appends.bytes[entry.range], to: descriptor, at: offset, path)
    }
  }

  private func openForAppending(_ path: String) throws(MarketError) -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    if descriptor >= 0 { return descriptor }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/") else {
      throw MarketError(SystemError(operation: "open", path: path))
    }
    do throws(SystemError) { try Folder.create(String(path[..<slash])) } catch { throw MarketError(error) }
    let again = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard again >= 0 else { throw MarketError(SystemError(operation: "open", path: path)) }
    return again
  }

  /// Makes everything that was written to the folder's file system durable.
  func sync() throws(MarketError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw MarketError(SystemError(operation: "open", path: folder)) }
    defer { close(descriptor) }
    guard cstorage_sync_file_system(descriptor) == 0 else {
      throw MarketError(SystemError(operation: "sync", path: folder))
    }
  }
}
