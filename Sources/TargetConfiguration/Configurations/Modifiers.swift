import BuildModel
import Diagnostics
import Incremental
import Loading

/// What changes a configuration before a target is built in it, from the least to the most
/// important.
public struct ConfigurationModifiers: Sendable, Hashable {
    /// Those of `PACKAGE` files, as JSON.
    public let package: String?
    /// The attribute `modifiers` of the target, as JSON.
    public let target: String?
    /// Those of the command line.
    public let command: [String]
    /// The name of the target's rule.
    public let rule: String
    /// Whether the target is one that is run to build another.
    public let isForExecution: Bool

    /// Names modifiers.
    public init(
        package: String?, target: String?, command: [String], rule: String,
        isForExecution: Bool
    ) {
        self.package = package
        self.target = target
        self.command = command
        self.rule = rule
        self.isForExecution = isForExecution
    }

    /// Whether there are none.
    var isEmpty: Bool { package == nil && target == nil && command.isEmpty }
}

/// A configuration with modifiers applied.
struct ModifiedConfigurationKey: Key {
    let configuration: ConfigurationLabel
    let modifiers: ConfigurationModifiers

    var description: String {
        let all = [modifiers.package, modifiers.target].compactMap { $0 }
        return "modified(\(configuration) \((all + modifiers.command).joined(separator: " ")))"
    }

    func compute(in context: borrowing Context) async throws -> ConfigurationLabel {
        let old = try await context.configuration(configuration)
        let platform =
            old.label.isBound
            ? PlatformDescription(name: old.label.name, facts: old.facts) : nil
        let providers = context.resources[ConfigurationProvidersResource.self]
        guard let new = try await providers.apply(modifiers, to: platform, in: context) else {
            return configuration
        }
        if let problem = Configuration.problem(ofName: new.name) {
            throw Diagnostic.error(problem)
        }
        return try await context.label(
            of: Configuration(
                name: new.name, facts: new.facts, isExecutionPlatform: old.isExecutionPlatform))
    }
}

/// The configuration that a target which is run has on an execution platform.
struct ExecutionConfigurationKey: Key {
    let target: TargetLabel
    let platform: ConfigurationLabel

    var description: String { "execution-configuration(\(target) \(platform))" }

    func compute(in context: borrowing Context) async throws -> ConfigurationLabel {
        let node = try await context.targetNode(target)
        do {
            return try await context.modified(platform, for: node, .execution)
        } catch {
            throw error.within(.step("Resolving modifiers for exec dep target `\(target)`"))
        }
    }
}

/// Why a target is configured.
enum ModifierPurpose {
    /// A command names it, with these modifiers.
    case command([String])
    /// It is run to build another.
    case execution
}

/// Who says what modifiers mean.
enum ModifierSupport {
    /// Nobody: they mean nothing.
    case none
    /// The bundled prelude, for a project that does not say so itself.
    ///
    /// What runs on an execution platform then keeps the platform's configuration as it is, unless
    /// there are modifiers to apply.
    case bundled
    /// The functions that the root `PACKAGE` file sets.
    case declared
}

extension Context {
    /// A configuration with the modifiers of a target applied.
    borrowing func modified(
        _ configuration: ConfigurationLabel, for node: TargetNode, _ purpose: ModifierPurpose
    ) async throws -> ConfigurationLabel {
        let support = try await modifierSupport()
        guard support != .none else { return configuration }
        let command: [String]
        let isForExecution: Bool
        switch purpose {
        case .command(let modifiers): (command, isForExecution) = (modifiers, false)
        case .execution:
            // What the platform says of itself counts more than what the target says.
            command = try await self.configuration(configuration).facts.sortedConstraints
                .map(\.value.description)
            isForExecution = true
        }
        var own: String?
        if let given = node.value("modifiers"), given != .list([]) { own = given.json }
        let package = try await packageModifiers(of: node.label.package)
        if support == .bundled, isForExecution, own == nil, package == nil { return configuration }
        let modifiers = ConfigurationModifiers(
            package: package, target: own, command: command, rule: node.rule.name,
            isForExecution: isForExecution)
        guard !modifiers.isEmpty else { return configuration }
        return try await request(
            ModifiedConfigurationKey(configuration: configuration, modifiers: modifiers))
    }

    /// The configurations that targets which are run have on an execution platform, where they are
    /// not its own.
    borrowing func executionConfigurations(
        of targets: [TargetLabel], on platform: ConfigurationLabel
    ) async throws -> [TargetLabel: ConfigurationLabel] {
        guard platform.isBound, !targets.isEmpty, try await modifierSupport() != .none
        else { return [:] }
        let labels = try await all(
            targets.map { ExecutionConfigurationKey(target: $0, platform: platform) })
        return Dictionary(zip(targets, labels)) { first, _ in first }
            .filter { $0.value != platform }
    }

    /// Who says what modifiers mean.
    borrowing func modifierSupport() async throws -> ModifierSupport {
        let root = PackageLabel(cell: try await cells().rootCell, path: .base)
        if try await superPackage(of: root).configurationConstructor != nil { return .declared }
        return try await hostPlatform() == nil ? .none : .bundled
    }

    /// The modifiers that `PACKAGE` files set for a package, as JSON.
    borrowing func packageModifiers(of package: PackageLabel) async throws -> String? {
        try await superPackage(of: package).modifiers
    }
}

extension AttributeValue {
    /// What `attrs.any` takes, as JSON.
    fileprivate var json: String {
        switch self {
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .string(let text): Self.quoted(text)
        case .list(let elements), .tuple(let elements):
            "[" + elements.map(\.json).joined(separator: ",") + "]"
        case .dict(let entries):
            "{" + entries.map { "\($0.key.json):\($0.value.json)" }.joined(separator: ",") + "}"
        default: "null"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
