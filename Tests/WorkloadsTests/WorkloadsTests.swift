import Testing

@Suite struct WorkloadsTests {}
