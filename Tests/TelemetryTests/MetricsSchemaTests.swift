import Documents
import TestSupport
import Testing

@testable import Telemetry

@Suite struct MetricsSchemaTests {
  @Test func theCommittedPagesAreThoseTheFieldsGive() throws {
    let schema = String(decoding: MetricsSchema.json(), as: UTF8.self)
    var problem = try Repository.difference(schema, from: "docs/metrics.v1.schema.json")
    #expect(problem == nil)
    problem = try Repository.difference(MetricsSchema.markdown(), from: "docs/metrics_schema.md")
    #expect(problem == nil)
  }

  @Test func theSchemaRequiresWhatEveryVersionHas() throws {
    let schema = try #require(try JSON.parse(MetricsSchema.json(), file: "schema").table)
    let required = schema["required"]?.array?.compactMap(\.string)
    #expect(required == ["schema", "t", "backend", "ops", "load_factor", "latency_ms"])
    let dependent = schema["dependentRequired"]?.table?["frame"]?.array?.compactMap(\.string) ?? []
    #expect(dependent.contains("events") && !dependent.contains("migrating_to") && !dependent.contains("t"))
    let properties = try #require(schema["properties"]?.table)
    #expect(properties.members.map(\.key) == TickFields.all.map(\.name))
    let latency = properties["latency_ms"]?.table
    #expect(latency?["required"]?.array?.compactMap(\.string) == ["overall"])
    #expect(properties["load_factor"]?.table?["maximum"]?.integer == 1)
    let bucket = properties["latency_hist_ms"]?.table?["properties"]?.table?["put"]?.table?["items"]?.table
    #expect(bucket?["additionalProperties"]?.bool == false)
    #expect(bucket?["required"]?.array?.compactMap(\.string) == ["le", "count"])
  }
}
