import Testing

@Suite struct HashMapsTests {}
