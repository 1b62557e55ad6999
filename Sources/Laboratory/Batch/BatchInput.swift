import Workloads

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that a job reads, as it was when the job began.
package struct BatchInput: Equatable, Sendable {
  /// The path as the job's command line has it.
  package let path: String
  /// XXH3-128 of its bytes; nil for one that was not there, could not be read or is no regular file.
  package let digest: String?

  /// An input with its parts.
  package init(path: String, digest: String?) {
    self.path = path
    self.digest = digest
  }

  /// Reads the file to its end; a path that is not absolute starts from `folder`.
  init(path: String, in folder: String) {
    self.init(path: path, digest: Self.digest(path.hasPrefix("/") ? path : "\(folder)/\(path)"))
  }

  private static let blockBytes = 1 << 20

  private static func digest(_ path: String) -> String? {
    var facts = stat()
    // Whoever opens a pipe waits for its writer.
    guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let digest = InputDigest()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: blockBytes, alignment: 16)
    defer { block.deallocate() }
    while true {
      let count = read(descriptor, block.baseAddress, block.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 { return digest.hexadecimal }
      digest.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
    }
  }
}

extension BatchJob {
  /// Flags that name a file the job reads.
  private static let inputFlags = ["--csv", "--config", "--baseline-config", "--candidate-config"]

  /// The files it reads, in the order in which its command line names them; relative ones start from the specification's
  /// folder.
  package var inputPaths: [String] {
    var paths: [String] = []
    for (index, word) in arguments.enumerated() {
      if Self.inputFlags.contains(word), index + 1 < arguments.count { paths.append(arguments[index + 1]) }
      for flag in Self.inputFlags where word.hasPrefix(flag + "=") {
        paths.append(String(word.dropFirst(flag.count + 1)))
      }
    }
    return paths
  }

  /// What these files hold now.
  func inputs(in folder: String) -> [BatchInput] { inputPaths.map { BatchInput(path: $0, in: folder) } }
}
