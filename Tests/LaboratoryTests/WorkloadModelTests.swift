import Base
import Foundation
import HashMaps
import TestSupport
import Testing
import Workloads

@testable import Laboratory

@Suite struct WorkloadModelTests {
  private func dna(_ path: String) throws -> WorkloadDNA {
    try WorkloadDNA(path: path, limits: CSVLimits(), options: WorkloadDNA.Options())
  }

  /// A model of a workload, written, read again, and a workload made of it: what both have in common is what was
  /// promised.
  private func compare(
    _ path: String, _ seed: UInt64, _ folder: TemporaryFolder, missRatios bound: Double = 0.02
  ) throws {
    let fitted = try WorkloadModel(path: path, limits: CSVLimits(), mostKeys: 1_000_000)
    let file = try folder.write("model.json", String(decoding: fitted.file(), as: UTF8.self))
    let model = try WorkloadModel(file: file)
    #expect(model.file() == fitted.file())
    let copy = folder.file("copy.csv")
    let written = try #require(try RegeneratedWorkload.write(model, seed: seed, to: copy, tolerance: bound))
    let (before, after) = (try dna(path), try dna(copy))
    let name = "\(path), seed \(seed)"
    #expect(written.rows == before.rows && after.rows == before.rows, "\(name)")
    #expect(after.inputDigest == written.digest && after.kinds == written.kinds)
    for kind in 0..<3 {
      let shares = [before, after].map { Double($0.kinds[kind]) / Double($0.rows) }
      #expect(abs(shares[0] - shares[1]) <= 0.01, "\(name): kind \(kind) \(shares)")
    }
    #expect(abs(after.uniqueKeys / before.uniqueKeys - 1) <= 0.02, "\(name): \(after.uniqueKeys)")
    #expect(
      abs(after.zipf.exponent - before.zipf.exponent) <= 0.05, "\(name): \(before.zipf), \(after.zipf)")
    var worst = 0.0
    for (ours, theirs) in zip(after.missRatios, before.missRatios) {
      worst = max(worst, abs(ours.ratio - theirs.ratio))
      #expect(abs(ours.ratio - theirs.ratio) <= bound, "\(name): \(ours) for \(theirs.ratio)")
    }
    // What the generator tells of itself is what is found.
    #expect(abs(worst - written.missRatioError) < 0.002, "\(name): \(worst), \(written.missRatioError)")
  }

  @Test func theSampleWorkloadsComeAgain() throws {
    let folder = try TemporaryFolder()
    let samples = try FileManager.default.contentsOfDirectory(
      atPath: Repository.path("Tests/Corpus/ancestor/workloads")
    ).filter { $0.hasSuffix(".csv") }.map { Repository.path("Tests/Corpus/ancestor/workloads/\($0)") }
    #expect(samples.count >= 3)
    for path in samples + [Repository.path("data/workloads/demo.csv")] {
      try compare(path, 1, folder)
    }
  }

  /// Locality, churn, scans and phases, which popularity alone does not tell.
  @Test(arguments: [
    "--distribution latest --read-ratio 0.7", "--distribution sequential --key-space 700",
    "--preset ycsb-e", "--distribution hotspot", "--key-skew 1.3",
  ])
  func otherShapesComeAgain(flags: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("w.csv")
    var request = GeneratorRequest()
    request.operations = 2000
    request.keySpace = 600
    let words = flags.split(separator: " ").map(String.init)
    for (name, value) in zip(words, words.dropFirst()) {
      switch name {
      case "--distribution": request.distribution = value
      case "--preset": request.preset = value
      case "--read-ratio": request.readRatio = Double(value)
      case "--key-space": request.keySpace = Int(value)
      case "--key-skew": request.keySkew = Double(value)
      default: break
      }
    }
    _ = try GeneratedWorkload.write(try request.options(), to: path)
    try compare(path, 5, folder)
  }

  /// Sessions: a put, then gets of the same key, as traces of real caches have them. The share of rows with the key of
  /// the row before comes again, too.
  @Test func burstsComeAgain() throws {
    let folder = try TemporaryFolder()
    var random = SeededRandom(seed: 8)
    var text = "op,key,value\n"
    for _ in 0..<500 {
      let key = random.below(250)
      text += "put,s\(key),v\n"
      for _ in 0..<(1 + random.below(6)) { text += "get,s\(key),\n" }
    }
    let path = try folder.write("bursts.csv", text)
    try compare(path, 2, folder)
    let (before, after) = (try dna(path), try dna(folder.file("copy.csv")))
    #expect(before.adjacentDuplicateFraction > 0.7)
    #expect(abs(before.adjacentDuplicateFraction - after.adjacentDuplicateFraction) < 0.03)
  }

  /// What cannot be kept to is not written.
  @Test func aWorkloadThatMissesItsToleranceIsRefused() throws {
    let folder = try TemporaryFolder()
    let demo = Repository.path("data/workloads/demo.csv")
    let model = try WorkloadModel(path: demo, limits: CSVLimits(), mostKeys: 1000)
    let target = folder.file("copy.csv")
    let error = #expect(throws: LaboratoryError.self) {
      try RegeneratedWorkload.write(model, seed: 1, to: target, tolerance: 0)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("more than 0.000; nothing was written"))
    #expect(!FileManager.default.fileExists(atPath: target))
  }

  @Test func onlyOneOrNoneOfSomethingIsNoTrap() throws {
    let folder = try TemporaryFolder()
    for text in ["put,a,1\n", "get,a,\nget,b,\n", "del,a,\ndel,a,\n"] {
      let path = try folder.write("w.csv", "op,key,value\n" + text)
      try compare(path, 1, folder)
    }
    let path = try folder.write("w.csv", "op,key,value\nput,a,1\nput,b,1\n")
    for (path, keys, words) in [(path, 1, "too many for a model"), ("-", 9, "cannot be read twice")] {
      let error = #expect(throws: LaboratoryError.self) {
        try WorkloadModel(path: path, limits: CSVLimits(), mostKeys: keys)
      }
      #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(String(describing: error))")
    }
  }

  /// Nothing of a key is in the file, and every change of a number is noticed or still gives a workload.
  @Test func aModelHoldsNoKeysAndNoContradictions() throws {
    let folder = try TemporaryFolder()
    let text = (0..<3000).map { "\(["put", "get"][$0 % 2]),secret-\($0 * $0 % 97),hidden\n" }.joined()
    let path = try folder.write("w.csv", "op,key,value\n" + text)
    let model = try WorkloadModel(path: path, limits: CSVLimits(), mostKeys: 1000)
    let file = model.file()
    let shown = String(decoding: file, as: UTF8.self)
    #expect(!shown.contains("secret") && !shown.contains("hidden"))
    var random = SeededRandom(seed: 11)
    var refused = 0
    for _ in 0..<60 {
      var bytes = file
      let place = Int(random.below(UInt64(bytes.count)))
      bytes[place] = UInt8(truncatingIfNeeded: random.next())
      let changed = folder.file("changed.json")
      try AtomicFileWriter.replace(path: changed, with: bytes)
      do {
        let model = try WorkloadModel(file: changed)
        _ = try RegeneratedWorkload.write(model, seed: 1, to: folder.file("out.csv"), tolerance: 1)
        for haste in Regeneration.Haste.allCases {
          var run = Regeneration(model, Regeneration.Draw(seed: 1, haste: haste))
          var rows = 0
          while run.next() != nil { rows += 1 }
          #expect(rows == model.rows, "\(haste)")
        }
      } catch {
        refused += 1
      }
    }
    #expect(refused > 15)
  }
}
