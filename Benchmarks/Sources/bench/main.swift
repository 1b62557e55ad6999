import Foundation

setlinebuf(standardOutput)
let words = Array(CommandLine.arguments.dropFirst())
if words.contains("--help") || words.contains("-h") {
  print(Arguments.usage)
  exit(0)
}
do {
  // A child process of `run`: what fills it must not have been resident before.
  if words.first == "footprint" {
    try Footprint.runChild(Array(words.dropFirst()))
    exit(0)
  }
  if words.first == "peer" { exit(EndToEnd.runPeer(Array(words.dropFirst()))) }
  exit(try Session(arguments: Arguments(words)).run())
} catch {
  FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
  exit(error is BenchmarkFailure ? 2 : 5)
}
