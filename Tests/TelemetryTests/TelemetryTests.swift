import Testing

@Suite struct TelemetryTests {}
