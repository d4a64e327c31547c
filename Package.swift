// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: warnings are errors, unsafe code is marked, C types do not leak.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Targets with inner loops: other modules may inline and specialize them.
let numeric: [SwiftSetting] = strict + [.unsafeFlags(["-cross-module-optimization"])]

let package = Package(
  name: "cnnc",
  products: [
    .executable(name: "cnnc", targets: ["cnnc"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // C libraries, each behind one Swift owner.
    .systemLibrary(
      name: "COpenBLAS", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
    .systemLibrary(name: "CAMD", providers: [.apt(["libsuitesparse-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    // What Swift has no name for: the allocator of glibc, an instruction.
    .systemLibrary(name: "CMachine"),

    // The phases, lowest first; a target sees only what stands in its dependencies.
    .target(
      name: "LinearAlgebra", dependencies: ["COpenBLAS", "CAMD", "CMachine"],
      swiftSettings: numeric),
    .target(name: "DSL", swiftSettings: strict),
    .target(name: "Formats", dependencies: ["CZlib"], swiftSettings: strict),
    .target(
      name: "Canonicalize", dependencies: ["DSL", "LinearAlgebra"], swiftSettings: numeric),
    .target(
      name: "Backends", dependencies: ["Canonicalize", "LinearAlgebra", "CGLPK"],
      swiftSettings: numeric),
    .executableTarget(
      name: "cnnc",
      dependencies: [
        "DSL", "Formats", "LinearAlgebra", "Canonicalize", "Backends", "CMachine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Grammars of editors, written from the keyword table; a developer's tool, not shipped.
    .target(name: "EditorGrammars", dependencies: ["DSL"], swiftSettings: strict),

    // Tests mirror the sources; `swift test -c release` runs them.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "DSLTests", dependencies: ["DSL", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "EditorGrammarTests", dependencies: ["EditorGrammars", "DSL", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FormatsTests", dependencies: ["Formats"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "CanonicalizeTests",
      dependencies: ["Canonicalize", "DSL", "LinearAlgebra", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "BackendsTests",
      dependencies: ["Backends", "Canonicalize", "DSL", "LinearAlgebra", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "cnncTests", dependencies: ["cnnc", "DSL", "Formats", "TestSupport"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
