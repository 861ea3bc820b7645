// swift-tools-version: 6.2
// The targets stand in the order of their layers, lowest first: a target imports only what stands
// above it here and is named in its dependencies. Docs/architecture.md tells what each layer is for.

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  // So that the linker can lay out each function on its own.
  .unsafeFlags(["-Xfrontend", "-function-sections"], .when(configuration: .release)),
]

/// For what tests run by the hundred thousand cases: optimised in debug builds too, with all
/// assertions.
let optimised: [SwiftSetting] = [
  .unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))
]

/// Halves the start of the program; Docs/decisions/0009-dependencies.md tells why. Nothing has to be
/// relocated, no library for C++ exceptions is loaded, looking up an address, as the runtime does at
/// each start, finds few symbols to look through, and what common commands touch lies side by side.
let quickStart = [
  "-Xclang-linker", "-no-pie", "-Xclang-linker", "-static-libgcc",
  "-Xlinker", "--no-export-dynamic", "-use-ld=lld",
  "-Xlinker", "--symbol-ordering-file=\(Context.packageDirectory)/Scripts/link-order.txt",
  "-Xlinker", "--no-warn-symbol-ordering",
]

/// A library target in the folder of its layer.
func library(
  _ name: String, in layer: String, uses: [Target.Dependency] = [],
  settings: [SwiftSetting] = [], excludes: [String] = []
) -> Target {
  .target(
    name: name, dependencies: uses, path: "Sources/\(layer)/\(name)", exclude: excludes,
    swiftSettings: strict + settings)
}

/// A C target that opens a library on first use.
func loader(_ name: String) -> Target {
  .target(name: name, dependencies: ["CDynamicLibrary"], path: "Sources/Platform/\(name)")
}

/// A test target in the folder of its layer.
func tests(
  _ name: String, in layer: String, uses: [Target.Dependency], settings: [SwiftSetting] = []
) -> Target {
  .testTarget(
    name: name, dependencies: uses + ["TestKit"],
    path: layer == "." ? "Tests/\(name)" : "Tests/\(layer)/\(name)",
    swiftSettings: strict + settings)
}

/// A library that only tests import.
func testSupport(
  _ name: String, uses: [Target.Dependency], settings: [SwiftSetting] = []
) -> Target {
  .target(
    name: name, dependencies: uses, path: "Tests/Support/\(name)",
    swiftSettings: strict + settings)
}

let package = Package(
  name: "ilm",
  products: [.executable(name: "ilm", targets: ["ilm"])],
  targets: [
    // MARK: 0 Platform: bytes, files; no domain word
    // These three name their archives themselves: pkg-config would name the shared libraries.
    .systemLibrary(
      name: "CZlib", path: "Sources/Platform/CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CDeflate", path: "Sources/Platform/CDeflate", providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(
      name: "CCrypto", path: "Sources/Platform/CCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CXxhash", path: "Sources/Platform/CXxhash", providers: [.apt(["libxxhash-dev"])]),
    // Libraries that only some commands need are loaded on first use; their headers come from
    // libzip-dev, libcurl4-openssl-dev, libmicrohttpd-dev, libsqlite3-dev and libisal-dev.
    .target(name: "CDynamicLibrary", path: "Sources/Platform/CDynamicLibrary"),
    loader("CIsalLoader"),
    loader("CZipLoader"),
    loader("CCurlLoader"),
    loader("CMicrohttpdLoader"),
    loader("CSQLiteLoader"),
    .target(name: "CMappingGuard", path: "Sources/Platform/CMappingGuard"),
    .target(name: "CWriteBack", path: "Sources/Platform/CWriteBack"),
    .target(name: "CCores", path: "Sources/Platform/CCores"),
    .target(name: "CProcessArguments", path: "Sources/Platform/CProcessArguments"),
    library("ByteCoding", in: "Platform", settings: optimised),
    library("CivilTime", in: "Platform"),
    library("LosslessJSON", in: "Platform", uses: ["ByteCoding"], settings: optimised),
    library("Hashing", in: "Platform", uses: ["CCrypto", "CXxhash"], settings: optimised),
    library("Compression", in: "Platform", uses: ["CZlib", "CDeflate", "CIsalLoader"]),
    library("ParallelWork", in: "Platform", uses: ["CCores"]),
    library("FileStorage", in: "Platform", uses: ["ByteCoding", "CMappingGuard", "CWriteBack"]),
    library("HTTPTransport", in: "Platform", uses: ["CCurlLoader"]),
    library("HTTPServer", in: "Platform", uses: ["CMicrohttpdLoader"]),
    library("MailTransport", in: "Platform", uses: ["CCurlLoader", "CivilTime"]),
    library("Database", in: "Platform", uses: ["CSQLiteLoader"]),

    // MARK: 1 Objects: git's objects and their bytes
    library(
      "ObjectModel", in: "Objects", uses: ["ByteCoding", "Hashing"], settings: optimised),

    // MARK: 2 Stores: where objects and refs live
    library(
      "PackFormat", in: "Stores",
      uses: [
        "ByteCoding", "Hashing", "Compression", "ParallelWork", "FileStorage", "ObjectModel",
      ], settings: optimised),
    library(
      "ObjectStore", in: "Stores",
      uses: [
        "ByteCoding", "Hashing", "Compression", "ParallelWork", "FileStorage", "ObjectModel",
        "PackFormat",
      ], settings: optimised),
    library(
      "RefStore", in: "Stores", uses: ["ByteCoding", "FileStorage", "ObjectModel"],
      settings: optimised),

    // MARK: 2 Algorithms: pure functions over values
    library(
      "StructuralDiff", in: "Algorithms", uses: ["LosslessJSON"], settings: optimised),
    library(
      "StructuralMerge", in: "Algorithms", uses: ["ByteCoding", "LosslessJSON", "StructuralDiff"],
      settings: optimised),
    library("CommitGraph", in: "Algorithms", uses: ["ObjectModel"]),

    // MARK: 3 Environments: resources where they run
    library(
      "IntegrationModel", in: "Environments",
      uses: ["ByteCoding", "LosslessJSON", "Hashing", "StructuralDiff"],
      settings: optimised),
    library("Bundles", in: "Environments", uses: ["CZipLoader"]),
    library(
      "PlatformAPI", in: "Environments", uses: ["CivilTime", "LosslessJSON", "HTTPTransport"]),
    library(
      "EnvironmentAdapters", in: "Environments",
      uses: [
        "LosslessJSON", "Hashing", "ParallelWork", "FileStorage", "HTTPTransport",
        "IntegrationModel", "Bundles", "PlatformAPI",
      ]),
    library(
      "HostedAccounts", in: "Environments",
      uses: [
        "ByteCoding", "CivilTime", "LosslessJSON", "Hashing", "ParallelWork", "FileStorage",
        "Database", "StructuralDiff", "IntegrationModel", "EnvironmentAdapters",
      ]),

    // MARK: 3 Repositories: the stored side
    library(
      "RepositoryCore", in: "Repositories",
      uses: [
        "ByteCoding", "LosslessJSON", "ParallelWork", "FileStorage", "ObjectModel", "ObjectStore",
        "RefStore",
      ],
      settings: optimised),

    // MARK: 4 Lifecycle: where the stored side meets the environments
    library(
      "LifecycleOperations", in: "Lifecycle",
      uses: [
        "ByteCoding", "CivilTime", "LosslessJSON", "Hashing", "Compression", "ParallelWork",
        "FileStorage", "ObjectModel", "ObjectStore", "RefStore", "CommitGraph", "StructuralDiff",
        "StructuralMerge", "IntegrationModel", "EnvironmentAdapters", "Bundles", "RepositoryCore",
      ]),

    // MARK: 5 Interfaces: what people and scripts meet
    library("Terminal", in: "Interfaces"),
    library(
      "LifecycleContracts", in: "Interfaces",
      uses: [
        "LosslessJSON", "FileStorage", "ObjectModel", "ObjectStore", "RefStore", "StructuralDiff",
        "IntegrationModel", "EnvironmentAdapters", "Bundles", "RepositoryCore",
        "LifecycleOperations",
      ]),
    // The files of the web interface, embedded by the compiler; see Scripts/list-web-assets.sh.
    .target(name: "CWebAssets", path: "Sources/Interfaces/CWebAssets"),
    library(
      "WebInterface", in: "Interfaces", uses: ["Hashing", "CWebAssets"], excludes: ["Assets"]),
    library(
      "ComparisonReports", in: "Interfaces",
      uses: [
        "LosslessJSON", "StructuralDiff", "IntegrationModel", "RepositoryCore",
        "LifecycleOperations", "WebInterface",
      ]),
    library(
      "WebService", in: "Interfaces",
      uses: [
        "LosslessJSON", "ByteCoding", "Hashing", "HTTPServer", "MailTransport", "FileStorage",
        "ObjectModel", "IntegrationModel", "EnvironmentAdapters", "HostedAccounts",
        "RepositoryCore",
        "LifecycleOperations", "LifecycleContracts", "WebInterface", "ComparisonReports",
      ]),
    library(
      "CommandInterface", in: "Interfaces",
      uses: [
        "LosslessJSON", "FileStorage", "HTTPTransport", "ObjectModel", "ObjectStore", "RefStore",
        "StructuralDiff", "StructuralMerge", "IntegrationModel", "EnvironmentAdapters", "Bundles",
        "PlatformAPI", "RepositoryCore", "LifecycleOperations", "Terminal", "LifecycleContracts",
        "HTTPServer", "HostedAccounts", "WebService", "MailTransport", "ComparisonReports",
      ]),

    // MARK: 6 Executables
    .executableTarget(
      name: "ilm", dependencies: ["CommandInterface", "CProcessArguments"],
      path: "Sources/Executables/ilm",
      swiftSettings: strict,
      // Where `make build` puts the C++ library's archive: loading the shared one takes a tenth of
      // the start of the program. Without the folder the shared one is taken.
      linkerSettings: [
        .linkedLibrary("mimalloc"),
        .unsafeFlags(["-L.build/archives"] + quickStart, .when(configuration: .release)),
      ]),

    // MARK: Tests
    testSupport(
      "TestKit", uses: ["FileStorage", "RefStore", "RepositoryCore"], settings: optimised),
    .executableTarget(
      name: "account-writer",
      dependencies: ["HostedAccounts", "FileStorage", "IntegrationModel", "LosslessJSON"],
      path: "Tests/Support/AccountWriter", swiftSettings: strict),
    testSupport(
      "Conformance", uses: ["EnvironmentAdapters", "IntegrationModel", "LosslessJSON"]),
    testSupport(
      "DocumentSamples", uses: ["LosslessJSON", "StructuralDiff", "TestKit"], settings: optimised),
    testSupport("ScriptedServer", uses: []),
    testSupport("RESTAccount", uses: ["LosslessJSON", "ScriptedServer"]),
    tests("LosslessJSONTests", in: "Platform", uses: ["LosslessJSON"], settings: optimised),
    tests("HTTPTransportTests", in: "Platform", uses: ["HTTPTransport", "ScriptedServer"]),
    tests(
      "FileStorageTests", in: "Platform",
      uses: ["FileStorage", "Hashing", "Compression", "ByteCoding", "CivilTime", "ParallelWork"]),
    tests("HTTPServerTests", in: "Platform", uses: ["HTTPServer"]),
    tests("MailTransportTests", in: "Platform", uses: ["MailTransport"]),
    tests("DatabaseTests", in: "Platform", uses: ["Database"]),
    tests("ObjectModelTests", in: "Objects", uses: ["ObjectModel"]),
    tests(
      "ObjectStoreTests", in: "Stores",
      uses: ["ObjectModel", "PackFormat", "ObjectStore", "RefStore", "FileStorage", "Hashing"]),
    tests(
      "StructuralDiffTests", in: "Algorithms",
      uses: ["StructuralDiff", "DocumentSamples", "LosslessJSON"]),
    tests(
      "StructuralMergeTests", in: "Algorithms",
      uses: ["StructuralMerge", "StructuralDiff", "DocumentSamples", "LosslessJSON"],
      settings: optimised),
    tests("CommitGraphTests", in: "Algorithms", uses: ["CommitGraph", "ObjectModel"]),
    tests(
      "IntegrationModelTests", in: "Environments",
      uses: ["IntegrationModel", "LosslessJSON", "Hashing", "StructuralDiff"]),
    tests("BundlesTests", in: "Environments", uses: ["Bundles"]),
    tests(
      "EnvironmentAdaptersTests", in: "Environments",
      uses: [
        "Conformance", "EnvironmentAdapters", "FileStorage", "HTTPTransport", "IntegrationModel",
        "LosslessJSON", "PlatformAPI", "RESTAccount", "ScriptedServer",
      ]),
    tests(
      "HostedAccountsTests", in: "Environments",
      uses: [
        "account-writer", "Conformance", "HostedAccounts", "Database", "EnvironmentAdapters",
        "IntegrationModel",
        "LosslessJSON", "Hashing", "FileStorage",
      ]),
    tests(
      "PlatformAPITests", in: "Environments",
      uses: ["HTTPTransport", "LosslessJSON", "PlatformAPI"]),
    tests(
      "RepositoryCoreTests", in: "Repositories",
      uses: [
        "RepositoryCore", "ObjectModel", "ObjectStore", "RefStore", "FileStorage", "LosslessJSON",
        "Compression",
      ]),
    tests(
      "LifecycleOperationsTests", in: "Lifecycle",
      uses: [
        "LifecycleOperations", "RepositoryCore", "Bundles", "EnvironmentAdapters",
        "HTTPTransport", "PlatformAPI", "IntegrationModel", "StructuralDiff", "StructuralMerge",
        "ObjectModel", "ObjectStore", "RefStore", "FileStorage", "LosslessJSON", "Hashing",
      ]),
    tests("TerminalTests", in: "Interfaces", uses: ["Terminal"]),
    tests("WebInterfaceTests", in: "Interfaces", uses: ["WebInterface"]),
    tests(
      "ComparisonReportsTests", in: "Interfaces",
      uses: ["ComparisonReports", "LosslessJSON", "StructuralDiff"]),
    tests(
      "WebServiceTests", in: "Interfaces",
      uses: [
        "WebService", "HostedAccounts", "HTTPServer", "IntegrationModel", "LosslessJSON",
        "FileStorage", "EnvironmentAdapters",
      ]),
    testSupport(
      "FuzzTargets",
      uses: [
        "LosslessJSON", "ByteCoding", "Hashing", "Compression", "FileStorage", "ObjectModel",
        "PackFormat", "ObjectStore", "RefStore", "StructuralDiff", "StructuralMerge", "Bundles",
        "HostedAccounts", "HTTPServer", "TestKit",
      ]),
    .executableTarget(
      name: "ilm-fuzz", dependencies: ["FuzzTargets"], path: "Tests/Support/FuzzProgram",
      swiftSettings: strict),
    tests("FuzzTests", in: "Fuzzing", uses: ["FuzzTargets"]),
    tests(
      "EndToEndTests", in: "System",
      uses: [
        "ilm", "Conformance", "EnvironmentAdapters", "FileStorage", "HTTPServer", "HTTPTransport",
        "HostedAccounts", "IntegrationModel", "LosslessJSON", "PlatformAPI", "RESTAccount",
        "ScriptedServer", "WebService",
      ]),
    tests(
      "SimulationTests", in: "System",
      uses: [
        "CommitGraph", "EnvironmentAdapters", "FileStorage", "HostedAccounts",
        "IntegrationModel",
        "LifecycleOperations", "LosslessJSON", "ObjectModel", "ObjectStore", "RefStore",
        "RepositoryCore", "StructuralMerge",
      ]),
    tests("TidyTests", in: ".", uses: []),
  ]
)
