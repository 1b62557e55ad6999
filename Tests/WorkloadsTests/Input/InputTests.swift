import Base
import CZlib
import CZstd
import Foundation
import TestSupport
import Testing

@testable import Workloads

/// Compressed files made with the libraries themselves.
private enum Compress {
  static func gzip(_ text: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    var input = text
    var output = [UInt8](repeating: 0, count: text.count + 1000)
    deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)
    )
    let size = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        deflate(&stream, Z_FINISH)
        return Int(stream.total_out)
      }
    }
    deflateEnd(&stream)
    return Array(output.prefix(size))
  }

  static func zstd(_ text: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: ZSTD_compressBound(text.count))
    let size = ZSTD_compress(&output, output.count, text, text.count, 3)
    return Array(output.prefix(size))
  }
}

private func keys(_ source: CSVOperationSource) throws -> Int {
  let batch = OperationBatch()
  var count = 0
  while try source.next(into: batch) { count += batch.count }
  return count
}

@Suite struct InputTests {
  private let text: [UInt8] = {
    var text = "op,key,value\n"
    var random = SeededRandom(seed: 4)
    for row in 0..<30_000 { text += "put,K\(row),\(random.next())\n" }
    return Array(text.utf8)
  }()

  private func write(_ bytes: [UInt8], _ name: String, in folder: TemporaryFolder) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
    return folder.file(name)
  }

  @Test func compressedFilesAreReadAsTheyStand() throws {
    let folder = try TemporaryFolder()
    let half = text.count / 2
    let forms: [(String, [UInt8])] = [
      ("w.csv", text), ("w.gz", Compress.gzip(text)), ("w.zst", Compress.zstd(text)),
      ("misnamed.csv", Compress.zstd(text)),
      ("members.gz", Compress.gzip(Array(text[..<half])) + Compress.gzip(Array(text[half...]))),
      ("frames.zst", Compress.zstd(Array(text[..<half])) + Compress.zstd(Array(text[half...]))),
    ]
    for (name, bytes) in forms {
      for block in [7, 4096, 131_072] where block > 100 || name == "w.gz" || name == "w.zst" {
        let path = try write(bytes, name, in: folder)
        let source = try CSVOperationSource(path: path, buffering: .init(blockBytes: block))
        #expect(try keys(source) == 30_000, "\(name), blocks of \(block)")
        let digest = InputDigest()
        bytes.withUnsafeBytes { digest.update($0) }
        #expect(source.inputDigest == digest.hexadecimal && source.inputBytes == bytes.count, "\(name)")
      }
    }
    // The published digest of nothing.
    #expect(InputDigest().hexadecimal == "99aa06d3014798d86001c324468d497f")

    // The limit counts text, so that a small file cannot become an endless one.
    let path = try write(Compress.gzip(text), "w.gz", in: folder)
    #expect(
      throws: WorkloadError.badInput(
        "CSV size limit exceeded (500001 > 500000 bytes)", file: path, hint: schemaHint)
    ) {
      try keys(CSVOperationSource(path: path, limits: CSVLimits(maxBytes: 500_000)))
    }
  }

  @Test func damagedCompressionIsNamedWithItsPlace() throws {
    let folder = try TemporaryFolder()
    for (name, whole) in [("w.gz", Compress.gzip(text)), ("w.zst", Compress.zstd(text))] {
      let what = name == "w.gz" ? "gzip" : "zstd"
      for length in [5, 20, whole.count / 2, whole.count - 1] {
        let path = try write(Array(whole[..<length]), name, in: folder)
        do {
          _ = try keys(CSVOperationSource(path: path))
          Issue.record("\(name) of \(length) bytes was read")
        } catch let error as WorkloadError {
          #expect(error.detail == "Truncated \(what) data: the file ends at byte \(length)", "\(length)")
          #expect(error.byteOffset == length && error.kind == .badInput && error.hint != nil)
        }
      }
      var damaged = whole
      for index in damaged.indices.dropFirst(whole.count / 2).prefix(40) { damaged[index] ^= 0x5A }
      let path = try write(damaged, name, in: folder)
      do {
        _ = try keys(CSVOperationSource(path: path))
        Issue.record("a damaged \(name) was read")
      } catch let error as WorkloadError {
        // What the damage turns into text may be noticed before the damage is.
        #expect(
          error.kind == .badInput && (error.detail.hasPrefix("Damaged \(what) data (") || error.line != nil),
          "\(error)")
      }
      let trailed = try write(whole + Array("tail".utf8), name, in: folder)
      #expect(throws: WorkloadError.self) { try keys(CSVOperationSource(path: trailed)) }
    }
  }

  @Test func filesThatCannotBeRead() throws {
    let folder = try TemporaryFolder()
    let table: [(String, String)] = [
      (folder.file("none.csv"), "open \(folder.file("none.csv")): No such file or directory"),
      (folder.path, "read \(folder.path): Is a directory"),
    ]
    for (path, detail) in table {
      do {
        _ = try CSVValidation.check(path: path)
        Issue.record("\(path) was read")
      } catch {
        #expect(error.kind == .io && error.detail == detail && error.description == detail)
      }
    }
    let secret = try write(text, "secret.csv", in: folder)
    chmod(secret, 0)
    if getuid() != 0 { #expect(throws: WorkloadError.self) { try CSVValidation.check(path: secret) } }
  }

  @Test func pipesAreReadAsTheyCome() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let text = self.text
    let writer = Thread {
      let descriptor = open(path, O_WRONLY)
      var sent = 0
      var random = SeededRandom(seed: 8)
      while sent < text.count {
        let part = min(text.count - sent, 1 + Int(random.below(30_000)))
        sent += text[sent...].prefix(part).withUnsafeBytes { put(descriptor, $0) }
      }
      close(descriptor)
    }
    writer.start()
    let source = try CSVOperationSource(path: path)
    #expect(source.size == nil)
    #expect(try keys(source) == 30_000 && source.inputBytes == text.count)
  }

  @Test func stoppingEarlyNeverHangs() throws {
    let folder = try TemporaryFolder()
    let path = try write(text, "w.csv", in: folder)
    for batches in 0..<8 {
      let source = try CSVOperationSource(path: path, buffering: .init(blockBytes: 1000, batches: 2))
      let batch = OperationBatch()
      for _ in 0..<batches { #expect(try source.next(into: batch)) }
      source.close()
      source.close()
      #expect(source.isCancelled != nil && source.inputBytes != nil)
      #expect(try !source.next(into: batch) && batch.count == 0)
    }
    // A pipe into which nobody writes: the reader waits until it is told to end.
    let pipe = folder.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let holder = open(pipe, O_RDWR)
    defer { close(holder) }
    for isSignalled in [true, false] {
      let source = try CSVOperationSource(path: pipe)
      let started = Array("op,key,value\nput,K,v\nput,half".utf8)
      #expect(started.withUnsafeBytes { put(holder, $0) } == started.count)
      let batch = OperationBatch()
      #expect(try source.next(into: batch) && batch.count == 1)
      if isSignalled {
        wakeReader(source.cancelDescriptor)
        #expect(try !source.next(into: batch))
        #expect(source.isCancelled == true)
      } else {
        source.close()
      }
    }
    // Dropped without a word.
    do { _ = try CSVOperationSource(path: pipe) }
  }
}

private func put(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  systemWrite(descriptor, bytes)
}
