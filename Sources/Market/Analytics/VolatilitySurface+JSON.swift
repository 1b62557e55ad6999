import Base

extension VolatilitySurface {
  /// Writes the members `buckets`, `expiries` and `quality` into the object that is being written. Cells that are empty
  /// have a null for their volatility.
  package func render(into json: inout JSONWriter) {
    json.array("buckets") { json in
      for bucket in 0..<buckets.count { json.string(buckets.label(bucket)) }
    }
    json.array("expiries") { json in
      for slice in slices {
        json.beginObject()
        json.key("years")
        json.double(slice.years)
        json.field("points", slice.points)
        json.key("at_the_money")
        json.double(slice.atTheMoney)
        json.array("cells") { json in
          for cell in slice.cells {
            json.beginObject()
            json.key("sigma")
            json.double(cell.sigma)
            json.field("count", cell.count)
            json.field("source", cell.source.rawValue)
            json.endObject()
          }
        }
        json.endObject()
      }
    }
    json.key("quality")
    json.beginObject()
    json.key("score")
    json.double(quality.score)
    json.key("interpolated_share")
    json.double(quality.interpolatedShare)
    json.field("offered", quality.offered)
    json.field("solved", quality.solved)
    json.field("raw", quality.raw)
    json.field("interpolated", quality.interpolated)
    json.field("empty", quality.empty)
    json.field("calendar_checks", quality.calendarChecks)
    json.field("calendar_violations", quality.calendarViolations)
    json.field("butterfly_checks", quality.butterflyChecks)
    json.field("butterfly_violations", quality.butterflyViolations)
    json.endObject()
  }
}
