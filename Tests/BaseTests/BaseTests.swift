import Testing

@Suite struct BaseTests {}
