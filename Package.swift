// swift-tools-version: 6.2
import PackageDescription

/// Every target speaks Swift 6 with the same upcoming features, so that an import is a deliberate
/// right to ask: `MemberImportVisibility` and `InternalImportsByDefault` make the compiler enforce
/// the layers which `Tools/check-layers` ranks.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// Test data in `Data` is read from where it stands, so it is no resource.
func tests(
    _ name: String, _ dependencies: [Target.Dependency], data: [String] = []
) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies,
        exclude: data, swiftSettings: settings)
}

let package = Package(
    name: "bld",
    products: [
        .executable(name: "bld", targets: ["bld"]),
        .executable(name: "bld-daemon", targets: ["bld-daemon"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    ],
    targets: [
        // C: system libraries and shims.
        .systemLibrary(name: "CRocksDB"),
        .systemLibrary(name: "CZstd"),
        .systemLibrary(name: "CLinux"),
        .target(name: "CXXHash"),
        .target(name: "CSpawn"),
        .target(name: "CBundledRules"),

        // Layer 0
        module("ByteCoding", []),
        tests("ByteCoding", []),
        module("BuildEvents", []),
        module("Diagnostics", []),
        tests("Diagnostics", []),
        // Layer 1
        module("Incremental", ["ByteCoding", "CXXHash"]),
        tests("Incremental", ["ByteCoding"]),
        module("Starlark", ["Diagnostics"]),
        tests("Starlark", ["Diagnostics"], data: ["Data"]),
        module("Query", ["Diagnostics"]),
        tests("Query", ["Diagnostics"]),
        module("BuildModel", ["ByteCoding", "Diagnostics", crypto]),
        tests("BuildModel", ["Diagnostics", protobuf]),
        // Layer 2
        module("Storage", ["BuildModel", "CRocksDB", "CZstd", "CXXHash", "CLinux"]),
        tests("Storage", ["BuildModel"]),
        module(
            "Loading",
            [
                "BuildModel", "BuildEvents", "ByteCoding", "Diagnostics", "Incremental", "Query",
                "Starlark", "CBundledRules", "CLinux",
            ]),
        tests(
            "Loading",
            [
                "BuildModel", "BuildEvents", "ByteCoding", "Diagnostics", "Incremental", "Starlark",
                "StarlarkTools", "CBundledRules",
            ],
            data: ["Data"]),
        module("StarlarkTools", ["Diagnostics", "Starlark"]),
        tests("StarlarkTools", ["Diagnostics", "Starlark"], data: ["Data"]),
        module("DaemonProtocol", ["BuildEvents", "ByteCoding", "CLinux"]),
        tests("DaemonProtocol", ["BuildEvents", "ByteCoding"]),
        // Layer 3
        module(
            "TargetConfiguration",
            [
                "Loading", "BuildModel", "BuildEvents", "ByteCoding", "Diagnostics", "Incremental",
                "Starlark",
            ]),
        tests(
            "TargetConfiguration",
            ["Loading", "BuildModel", "ByteCoding", "Diagnostics", "Incremental", "Starlark"]),
        module("Execution", ["Storage", "BuildModel", "CSpawn"]),
        tests("Execution", ["Storage", "BuildModel"]),
        // Layer 4
        module(
            "Analysis",
            [
                "TargetConfiguration", "Loading", "Query", "BuildModel", "BuildEvents",
                "ByteCoding", "Diagnostics", "Incremental", "Starlark",
            ]),
        tests(
            "Analysis",
            [
                "TargetConfiguration", "Loading", "BuildModel", "ByteCoding", "Diagnostics",
                "Incremental", "Starlark",
            ]),
        // Layer 5
        module(
            "ActionGraph",
            [
                "Analysis", "TargetConfiguration", "Loading", "Execution", "Storage", "BuildModel",
                "BuildEvents", "ByteCoding", "Diagnostics", "Incremental",
            ]),
        tests(
            "ActionGraph",
            ["Analysis", "BuildModel", "BuildEvents", "ByteCoding", "Incremental", "Loading"]),
        // Layer 6
        module(
            "GraphQueries",
            [
                "ActionGraph", "Analysis", "TargetConfiguration", "Loading", "Query", "BuildModel",
                "Diagnostics", "Incremental",
            ]),
        // Layer 7
        module(
            "BXL",
            [
                "GraphQueries", "ActionGraph", "Analysis", "TargetConfiguration", "Loading",
                "Query", "BuildModel", "BuildEvents", "ByteCoding", "Diagnostics", "Incremental",
                "Starlark",
            ]),
        // Layer 8
        module(
            "Daemon",
            [
                "BXL", "GraphQueries", "ActionGraph", "Analysis", "TargetConfiguration", "Loading",
                "Execution", "Storage",
                "DaemonProtocol", "Query", "BuildModel", "BuildEvents", "ByteCoding", "Diagnostics",
                "Incremental", "Starlark", "StarlarkTools", "CLinux", argumentParser,
            ]),
        tests(
            "Daemon",
            [
                "TestSupport", "BuildModel", "BuildEvents", "ByteCoding", "DaemonProtocol",
                "Incremental", "Loading",
            ],
            data: ["Goldens"]),
        // Layer 9
        .executableTarget(
            name: "bld", dependencies: ["DaemonProtocol", "CLinux"], swiftSettings: settings),
        .executableTarget(
            name: "bld-daemon", dependencies: ["DaemonProtocol", "Daemon"],
            path: "Sources/bld-daemon", swiftSettings: settings),

        .executableTarget(
            name: "EngineBenchmark", dependencies: ["Incremental"], path: "Tools/EngineBenchmark",
            swiftSettings: settings),
        // Runs programs for Tools/starlark-fuzz, whose scripts are in Driver.
        .executableTarget(
            name: "StarlarkFuzz", dependencies: ["Starlark", "Diagnostics"],
            path: "Tools/StarlarkFuzz", exclude: ["Driver"], swiftSettings: settings),
        .executableTarget(
            name: "StarlarkPrelude", dependencies: ["Starlark", "Diagnostics"],
            path: "Tools/StarlarkPrelude", swiftSettings: settings),
        .executableTarget(
            name: "StarlarkBenchmark", dependencies: ["Starlark", "Diagnostics"],
            path: "Tools/StarlarkBenchmark", exclude: ["Workloads.star"], swiftSettings: settings),
        // Whole commands on whole workspaces.
        .target(
            name: "TestSupport",
            dependencies: ["Daemon", "DaemonProtocol", "BuildModel", "BuildEvents"],
            path: "Tests/Support", swiftSettings: settings),
        // The bundled rules, as far as they can be seen without running anything.
        .testTarget(
            name: "RulesTests",
            dependencies: [
                "Analysis", "TargetConfiguration", "Loading", "BuildModel", "Diagnostics",
                "Incremental", "CBundledRules",
            ],
            exclude: ["Golden", "Kitchen", "Toolchains"], swiftSettings: settings),
        // The client and the daemon as they are installed.
        .testTarget(
            name: "ClientTests", dependencies: ["TestSupport", "bld", "bld-daemon"],
            swiftSettings: settings),
        .testTarget(
            name: "ExamplesTests",
            dependencies: ["TestSupport", "DaemonProtocol", "BuildModel", "BuildEvents"],
            swiftSettings: settings),
    ]
)
