import Base

extension CatalogueRun {
  /// Writes the run as an object; jobs only where they were read.
  package func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("run", number)
    json.field("kind", kind)
    json.field("suite", suite)
    json.field("spec", specification)
    json.field("spec_digest", specificationDigest)
    json.field("version", version)
    json.object("machine") { member in
      member.field("cpu", machine.cpu)
      member.field("cores", machine.cores)
      member.field("os", machine.os)
    }
    json.field("started_at", startedAtText)
    json.field("seconds", seconds)
    json.field("ok", isOK)
    json.field("command", command)
    json.array("baselines") { list in for name in baselines { list.string(name) } }
    if !jobs.isEmpty {
      json.array("jobs") { list in for job in jobs { job.render(into: &list) } }
    }
    json.endObject()
  }
}

extension CatalogueJob {
  /// Writes the job as an object with its raw samples.
  func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("name", name)
    json.field("command", command)
    json.field("class", workloadClass)
    json.field("status", status)
    json.field("exit", exit)
    json.field("seconds", seconds)
    json.field("definition_digest", definitionDigest)
    json.field("configuration_digest", configurationDigest)
    json.field("input_digest", inputDigest)
    json.array("seeds") { list in for seed in seeds { list.integer(seed) } }
    json.object("samples") { metrics in
      for (name, values) in samples.sorted(by: { $0.key < $1.key }) {
        metrics.key(name)
        metrics.beginArray()
        for value in values { metrics.double(value) }
        metrics.endArray()
      }
    }
    json.endObject()
  }
}
