import Base
import Laboratory

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The files of a batch: reports, and the scratch folder of its runs.
struct BatchFiles {
  let markdown: String
  let html: String?
  let pdf: String?
  /// The specification, and what its jobs read.
  private let inputs: [String]

  init(_ spec: BatchSpec, _ arguments: Arguments) {
    markdown = arguments[BatchCommand.report] ?? Self.path(spec.report, in: spec.folder)
    html = arguments[BatchCommand.htmlReport] ?? spec.htmlReport.map { Self.path($0, in: spec.folder) }
    pdf = arguments[BatchCommand.pdfReport] ?? spec.pdfReport.map { Self.path($0, in: spec.folder) }
    inputs = [spec.path] + spec.jobs.flatMap(\.inputPaths).map { Self.path($0, in: spec.folder) }
  }

  /// All reports.
  var all: [String] { [markdown, html, pdf].compactMap { $0 } }

  /// Makes folders, and fails now where writing would fail at the end for a reason that is there already.
  func prepare() throws(Failure) {
    try OutputFile.checkApart(
      [
        ("the report", markdown), ("its state", markdown + ".state"), ("the HTML report", html),
        ("the PDF report", pdf),
      ], from: inputs)
    for path in all {
      try Failure.wrapping { () throws(SystemError) in
        if let slash = path.lastIndex(of: "/") { try Folder.create(String(path[..<slash])) }
      }
      try OutputFile.check(path, besides: nil)
    }
    if pdf != nil {
      try Failure.wrapping { () throws(LaboratoryError) in try ReportDocument.checkPDF() }
    }
  }

  /// Writes every report that was asked for.
  func write(_ report: BatchReport) throws(Failure) {
    let document = report.document
    try Failure.wrapping { () throws(SystemError) in
      try AtomicFileWriter.replace(path: markdown, with: Array(document.markdown.utf8))
      if let html { try AtomicFileWriter.replace(path: html, with: Array(document.html.utf8)) }
    }
    guard let pdf else { return }
    let bytes = try Failure.wrapping { () throws(LaboratoryError) in try document.pdf() }
    try Failure.wrapping { () throws(SystemError) in try AtomicFileWriter.replace(path: pdf, with: bytes) }
  }

  private static func path(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)"
  }

  /// The program that is running.
  static func executable() throws(Failure) -> String {
    #if canImport(Glibc)
      var buffer = [CChar](repeating: 0, count: 4096)
      let count = readlink("/proc/self/exe", &buffer, buffer.count)
      if count > 0 {
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    #else
      var size: UInt32 = 4096
      var buffer = [CChar](repeating: 0, count: Int(size))
      if _NSGetExecutablePath(&buffer, &size) == 0 { return String(cString: buffer) }
    #endif
    throw .io("the program cannot tell where it stands", hint: "name it as hashmap_cli in the specification")
  }

  /// A folder for the output of the runs.
  static func makeScratch() throws(Failure) -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/adhash-batch-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw SystemError(operation: "create folder", path: parent).failure
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the output of the runs, which the report has by now.
  static func removeScratch(_ folder: String, jobs: [BatchJob]) {
    for (index, job) in jobs.enumerated() {
      // Runs that time operations come on top.
      for run in 0..<2 * job.repeats {
        unlink("\(folder)/\(index)-\(run).out")
        unlink("\(folder)/\(index)-\(run).err")
      }
    }
    rmdir(folder)
  }
}
