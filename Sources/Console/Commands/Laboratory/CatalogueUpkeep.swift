import Base
import Laboratory

/// `catalogue baseline` and `catalogue prune`: what changes the catalogue of runs.
enum CatalogueUpkeep {
  static let remove = Flag<Bool>.toggle("remove", "Forget the name; the run stays.")
  static let keep = Flag<Int?>.integer(
    "keep", in: 0...Catalogue.mostRuns, "Runs that stay besides those that baselines mean.")

  static let baseline = CommandSpec(
    name: "catalogue baseline",
    summary: "Give a run a name that later runs are compared with, or list the names.",
    details: [
      """
      A name means one run at a time; naming another moves it. A run with a name is never removed. Without arguments the \
      names are listed.
      """
    ],
    flags: [remove.spec, CatalogueFlags.catalogue.spec],
    positionals: [
      PositionalSpec(
        name: "NAME", help: "1 to 100 letters, digits and -_./, not a number alone.", isOptional: true),
      PositionalSpec(
        name: "RUN", help: "A run's number, another baseline's name, or previous for the newest run.",
        isOptional: true),
    ],
    examples: [
      Example(purpose: "the newest run is the release", line: "hashmap-cli catalogue baseline v1.0 previous"),
      Example(purpose: "list the names", line: "hashmap-cli catalogue baseline"),
    ],
    failures: CatalogueFlags.failures
  ) { arguments, session throws(Failure) in
    let place = CataloguePlace(arguments, session)
    let words = arguments.words
    if arguments[remove] ? words.count != 1 : words.count == 1 {
      throw .badInput(
        arguments[remove] ? "--remove takes one name" : "\"\(words[0])\" is to mean which run?",
        hint: "\(session.program.name) catalogue history lists the runs")
    }
    let catalogue = try place.open(for: words.isEmpty ? .reading : .writing)
    let baselines = try Failure.wrapping { () throws(LaboratoryError) in
      if arguments[remove] {
        try catalogue.removeBaseline(words[0])
      } else if words.count == 2 {
        try catalogue.setBaseline(words[0], to: catalogue.run(words[1]).number)
      }
      return try catalogue.baselines()
    }
    var table = TextTable("name", ">run")
    for baseline in baselines { table.add(baseline.name, "\(baseline.run)") }
    let text = baselines.isEmpty ? "no baselines\n" : table.lines().map { $0 + "\n" }.joined()
    try session.succeed(text: text) { json in
      json.field("catalogue", place.path)
      json.array("baselines") { list in
        for baseline in baselines {
          list.beginObject()
          list.field("name", baseline.name)
          list.field("run", baseline.run)
          list.endObject()
        }
      }
    }
  }

  static let prune = CommandSpec(
    name: "catalogue prune",
    summary: "Remove the oldest runs, and give their room back to the disk.",
    details: [
      """
      Runs that a baseline means stay. By itself a catalogue keeps the latest \(Figures.grouped(Catalogue.mostRuns)) runs and takes \
      \(Catalogue.mostBytes >> 20) MiB at most.
      """
    ],
    flags: [keep.spec, CatalogueFlags.catalogue.spec],
    examples: [
      Example(purpose: "keep the latest hundred", line: "hashmap-cli catalogue prune --keep 100")
    ],
    failures: CatalogueFlags.failures
  ) { arguments, session throws(Failure) in
    guard let count = arguments[keep] else {
      throw .badInput("how many runs are to stay?", hint: "give --keep N")
    }
    let place = CataloguePlace(arguments, session)
    // A prune makes no catalogue.
    _ = try place.open(for: .reading)
    let removed = try Failure.wrapping { () throws(LaboratoryError) in
      try Catalogue(path: place.path ?? "", for: .writing).prune(keeping: count)
    }
    try session.succeed(text: "removed \(removed) runs\n") { json in
      json.field("catalogue", place.path)
      json.field("removed", removed)
    }
  }
}
