import Testing

@Suite struct BackendsPlaceholderTests {}
