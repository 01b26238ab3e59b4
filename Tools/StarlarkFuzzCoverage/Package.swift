// swift-tools-version: 6.2
import PackageDescription

// A package of its own, for everything in it is built for libFuzzer; the sources of the modules
// are those of the project. `Tools/starlark-fuzz-coverage` builds and runs it.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // Assertions stay: the verifier of compiled code is one.
    .unsafeFlags(["-sanitize=fuzzer,address", "-assert-config", "Debug"]),
]

let package = Package(
    name: "StarlarkFuzzCoverage",
    targets: [
        .target(name: "Diagnostics", swiftSettings: settings),
        .target(name: "Starlark", dependencies: ["Diagnostics"], swiftSettings: settings),
        .executableTarget(
            name: "StarlarkFuzzCoverage", dependencies: ["Starlark", "Diagnostics"],
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]),
    ]
)
