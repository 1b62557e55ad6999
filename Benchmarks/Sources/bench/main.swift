import Foundation

setlinebuf(standardOutput)
let words = Array(CommandLine.arguments.dropFirst())
if words.contains("--help") || words.contains("-h") {
  print(Arguments.usage)
  exit(0)
}
do {
  exit(try Session(arguments: Arguments(words)).run())
} catch {
  FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
  exit(error is BenchmarkFailure ? 2 : 5)
}
