import Base
import Telemetry

/// `/openapi.json`: the table of routes as OpenAPI 3.1.
package enum OpenAPI {
  /// The document for this version of the program, pretty, with a final line feed.
  package static func json(version: String) -> [UInt8] {
    var json = JSONWriter(pretty: true)
    json.beginObject()
    json.field("openapi", "3.1.0")
    json.object("info") { info in
      info.field("title", "Adhash metrics")
      info.field("version", version)
    }
    json.object("paths") { paths in
      for route in Route.all {
        paths.key(route.path == "/static" ? "/static/{file}" : route.path)
        paths.beginObject()
        paths.object("get") { operation(route, to: &$0) }
        paths.endObject()
      }
    }
    json.object("components") { components in
      components.object("schemas") { schemas in
        for route in Route.all {
          guard case .json(let schema, let fields) = route.answer, !fields.isEmpty, route.label != .readyz
          else {
            continue
          }
          schemas.key(schema)
          object(schema, fields, to: &schemas)
        }
        schemas.key("metrics.error.v1")
        object("metrics.error.v1", Route.problem, to: &schemas)
      }
      components.object("securitySchemes") { schemes in
        schemes.object("bearer") { scheme in
          scheme.field("type", "http")
          scheme.field("scheme", "bearer")
        }
      }
    }
    json.endObject()
    json.endLine()
    return json.bytes
  }

  private static func operation(_ route: Route, to json: inout JSONWriter) {
    json.field("summary", route.summary)
    json.array("security") { security in
      // An empty requirement is the open door; without a token every door is open.
      security.beginObject()
      security.endObject()
      guard !route.isOpen else { return }
      security.beginObject()
      security.array("bearer") { _ in }
      security.endObject()
    }
    json.array("parameters") { list in
      if route.path == "/static" { pathParameter(to: &list) }
      if route.isAboutRun { runParameter(to: &list) }
      for parameter in route.parameters { query(parameter, to: &list) }
    }
    json.object("responses") { responses in
      responses.object("200") { response in
        response.field("description", route.summary)
        response.object("content") { content(route.answer, to: &$0) }
      }
      if route.label == .apiCompare {
        responses.object("404") { response in
          response.field("description", "Nothing is compared.")
          response.object("content") { content in
            content.object("application/json") { type in
              type.object("schema") {
                object("adhash.compare.none", Route.noComparison, to: &$0, isOpened: true)
              }
            }
          }
        }
      }
      if route.label == .readyz {
        responses.object("503") { response in
          response.field("description", "There is no frame yet.")
          response.object("content") { content(route.answer, to: &$0) }
        }
      }
      if route.label == .root {
        responses.object("303") { response in
          response.field("description", "The token of the address has become a cookie; the same without it.")
        }
      }
      for (status, reason) in problems(of: route) {
        responses.key(status)
        responses.beginObject()
        responses.field("description", reason)
        responses.object("content") { content in
          content.object("application/json") { type in
            type.object("schema") { $0.field("$ref", "#/components/schemas/metrics.error.v1") }
          }
        }
        responses.endObject()
      }
    }
  }

  private static func problems(of route: Route) -> [(String, String)] {
    var problems: [(String, String)] = []
    if !route.parameters.isEmpty { problems.append(("400", "A parameter is out of its range.")) }
    if !route.isOpen { problems.append(("401", "A token is needed, or wrong.")) }
    if route.label == .static { problems.append(("404", "There is no such file, or it is not installed.")) }
    if route.isAboutRun { problems.append(("404", "There is no such run.")) }
    problems.append(("421", "The header Host names somebody else."))
    if route.path.hasPrefix("/api/") { problems.append(("429", "Too many requests; see Retry-After.")) }
    return problems
  }

  private static func pathParameter(to json: inout JSONWriter) {
    json.beginObject()
    json.field("name", "file")
    json.field("in", "path")
    json.field("required", true)
    json.object("schema") { $0.field("type", "string") }
    json.endObject()
  }

  private static func runParameter(to json: inout JSONWriter) {
    json.beginObject()
    json.field("name", "run")
    json.field("in", "query")
    json.field("description", "The run that is meant; without it, the newest. `/api/runs` lists them.")
    json.object("schema") { $0.field("type", "string") }
    json.endObject()
  }

  private static func query(_ parameter: Route.Parameter, to json: inout JSONWriter) {
    json.beginObject()
    json.field("name", parameter.name)
    json.field("in", "query")
    json.field("description", parameter.meaning)
    json.object("schema") { schema in
      schema.field("type", "integer")
      schema.field("minimum", parameter.range.lowerBound)
      schema.field("maximum", parameter.range.upperBound)
      schema.field("default", parameter.fallback)
    }
    json.endObject()
  }

  private static func content(_ answer: Route.Answer, to json: inout JSONWriter) {
    switch answer {
    case .text(let type):
      json.key(String(type.prefix { $0 != ";" }))
      json.beginObject()
      json.endObject()
    case .json(let schema, let fields):
      json.object("application/json") { type in
        type.object("schema") { reference in
          if fields.isEmpty {
            reference.field("type", "object")
          } else {
            reference.field("$ref", "#/components/schemas/\(schema)")
          }
        }
      }
    }
  }

  private static func object(
    _ schema: String, _ fields: [TickField], to json: inout JSONWriter, isOpened: Bool = false
  ) {
    if !isOpened { json.beginObject() }
    MetricsSchema.renderObject(
      [
        TickField("schema", .constant(schema), .required, "Name and version of this answer."),
        TickField(
          "generated_at", .number(from: 0, to: .infinity), .required, unit: "s",
          "When it was made, since 1970."),
      ] + fields, isClosed: false, into: &json)
    if !isOpened { json.endObject() }
  }
}
