import Testing

@Suite struct CanonicalizePlaceholderTests {}
