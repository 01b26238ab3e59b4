public import BuildModel
import Diagnostics
public import Incremental
import Loading

/// The configuration of a platform target.
struct PlatformKey: Key {
    let label: TargetLabel

    var description: String { "platform(\(label))" }

    func compute(in context: borrowing Context) async throws -> Configuration {
        let providers = context.resources[ConfigurationProvidersResource.self]
        let platform = try await providers.platform(label, in: context)
        let configuration = try bind(platform)
        let cells = try await context.cells()
        let named: TargetLabel
        do throws(LabelError) {
            named = try cells.targetLabel(
                platform.name, in: PackageLabel(cell: cells.rootCell, path: .base))
        } catch {
            throw Diagnostic.error(
                "`PlatformInfo` label for `platform()` rule should be a valid target label: "
                    + error.message)
        }
        guard named != label else { return configuration }
        // The target is an alias: what it names has to be the same.
        let other: PlatformDescription
        do {
            other = try await providers.platform(named, in: context)
        } catch {
            throw error.within(
                .step(
                    "Checking whether label of returned `PlatformInfo` resolves to the same "
                        + "configuration"))
        }
        guard other == platform else {
            throw Diagnostic.error(
                "Platform target `\(label)` evaluation returned `ProviderInfo` label `\(named)` "
                    + "which resolved to an unequal configuration")
        }
        return configuration
    }

    private func bind(_ platform: PlatformDescription) throws(Diagnostic) -> Configuration {
        if let problem = Configuration.problem(ofName: platform.name) {
            throw Diagnostic.error(problem)
        }
        guard platform.facts.values.isEmpty else {
            throw Diagnostic.error(
                "`ConfigurationInfo` cannot have buckconfigs when it is used to create a platform: "
                    + "`\(label)` has "
                    + platform.facts.values.keys.sorted().map { "`\($0)`" }.joined(separator: ", "))
        }
        return Configuration(name: platform.name, facts: platform.facts)
    }

    static func fingerprint(_ output: Configuration) -> Fingerprint? { output.fingerprint }
}

/// The platform of this machine, where the bundled prelude describes it.
///
/// It is what targets are built for and on where neither they, nor a command, nor `.buckconfig` say
/// otherwise.
struct HostPlatformKey: Key {
    var description: String { "host-platform" }

    func compute(in context: borrowing Context) async throws -> TargetLabel? {
        let cells = try await context.cells()
        guard let cell = cells.prelude else { return nil }
        let package = PackageLabel(cell: cell, path: RelativePath(unchecked: "platforms"))
        guard case .bundled = cells.location(of: package.folder),
            try await context.hasPackage(at: package),
            try await context.targetNames(of: package).contains("default")
        else { return nil }
        return TargetLabel(package: package, name: "default")
    }
}

/// Which platform targets of a folder are built for: `parser.target_platform_detector_spec`.
struct PlatformDetector: Sendable, Hashable {
    /// One `target:root//folder/...->root//platform:name`.
    struct Rule: Sendable, Hashable {
        let folder: CellPath
        let platform: TargetLabel
    }

    let rules: [Rule]

    /// Reads the value of the setting.
    ///
    /// - Throws: A diagnostic that quotes what is not understood.
    init(_ text: String, cells: CellResolver) throws(Diagnostic) {
        let root = PackageLabel(cell: cells.rootCell, path: .base)
        var rules: [Rule] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw Self.unrecognized(text) }
            guard parts[0] == "target" else {
                throw .error(
                    "Unsupported target platform detector kind, supported kinds are <\"target\">, "
                        + "got `\(parts[0])`")
            }
            guard let arrow = parts[1].firstRange(of: "->") else { throw Self.unrecognized(text) }
            let matcher = String(parts[1][..<arrow.lowerBound])
            do throws(LabelError) {
                guard case .recursive(let folder) = try cells.pattern(matcher, in: root) else {
                    throw LabelError(
                        .malformed,
                        "`target:` platform detector only supports a recursive pattern matcher "
                            + "(like `cell//package/...`) but got `\(matcher)`")
                }
                let platform = String(parts[1][arrow.upperBound...])
                rules.append(
                    Rule(folder: folder, platform: try cells.targetLabel(platform, in: root)))
            } catch {
                throw .error("Error parsing target platform detector spec: \(error.message)")
            }
        }
        self.rules = rules
    }

    private static func unrecognized(_ text: String) -> Diagnostic {
        .error(
            "Error parsing target platform detector spec, expected format "
                + "`<kind>:<matcher> <kind>:<matcher>`, got `\(text)`")
    }

    /// The platform of a target: that of the first rule whose folder it is in.
    func platform(of target: TargetLabel) -> TargetLabel? {
        rules.first {
            $0.folder.cell == target.package.cell
                && target.package.path.isInside($0.folder.path)
        }?.platform
    }
}

/// The platform of targets that do not name one.
struct DefaultPlatformKey: Key {
    /// The package of the targets.
    let package: PackageLabel

    var description: String { "default-platform(\(package))" }

    func compute(in context: borrowing Context) async throws -> TargetLabel? {
        let cells = try await context.cells()
        let text = try await context.config(
            of: cells.rootCell, "parser", "target_platform_detector_spec")
        guard let text else { return try await context.request(HostPlatformKey()) }
        return try PlatformDetector(text, cells: cells)
            .platform(of: TargetLabel(package: package, name: ""))
    }
}

extension Context {
    /// The platform of this machine, where the bundled prelude describes it.
    borrowing func hostPlatform() async throws -> TargetLabel? {
        try await request(HostPlatformKey())
    }

    /// The label of the configuration of a platform target.
    ///
    /// - Throws: A diagnostic if there is no such target, or it is no platform.
    public borrowing func platform(_ target: TargetLabel) async throws -> ConfigurationLabel {
        try await label(of: try await request(PlatformKey(label: target)))
    }
}
