import BuildEvents
public import BuildModel
import Diagnostics
public import Incremental
import Loading
import Synchronization

/// The configurations that a process has met, by label.
///
/// A label holds a hash of the constraints it stands for, so what it stands for never changes. The
/// table is how the key of a label learns it the first time; from then on the graph keeps it.
public final class ConfigurationTable: Sendable {
    private let configurations = Mutex<[ConfigurationLabel: Configuration]>([:])

    /// Makes an empty table.
    public init() {}

    /// Notes a configuration, and tells whether it is new.
    func insert(_ configuration: Configuration) -> Bool {
        configurations.withLock {
            $0.updateValue(configuration, forKey: configuration.label) == nil
        }
    }

    subscript(label: ConfigurationLabel) -> Configuration? {
        configurations.withLock { $0[label] }
    }

    /// All that were met, in the order of their labels.
    public var all: [Configuration] {
        configurations.withLock { Array($0.values) }.sorted { $0.label < $1.label }
    }
}

/// What a label stands for.
///
/// It depends on nothing: another configuration has another label. Whoever makes a configuration
/// asks for this key at once, so that the graph knows each label that any of its keys holds.
struct ConfigurationKey: Key {
    let label: ConfigurationLabel

    var description: String { "configuration(\(label))" }

    func compute(in context: borrowing Context) async throws -> Configuration {
        guard label.isBound else { return Configuration(unbound: label) }
        let providers = context.resources[ConfigurationProvidersResource.self]
        if let known = providers.configurations[label] { return known }
        context.markTransient()
        throw Diagnostic.error(
            "Could not find configuration `\(label)`",
            help: [
                "Configuration lookup by string requires that the configuration has been loaded; "
                    + "configure a target that uses it first, for example with `cquery`"
            ])
    }

    static func fingerprint(_ output: Configuration) -> Fingerprint? { output.fingerprint }
}

extension Context {
    /// The configurations that this process has met, in the order of their labels.
    public var knownConfigurations: [Configuration] {
        resources[ConfigurationProvidersResource.self].configurations.all
    }

    /// The constraints behind the label of a configuration.
    ///
    /// - Throws: A diagnostic if nobody has made such a configuration.
    public borrowing func configuration(
        _ label: ConfigurationLabel
    ) async throws -> Configuration {
        try await request(ConfigurationKey(label: label))
    }

    /// Makes a configuration known by its label.
    ///
    /// - Returns: The label, which keys may hold from now on.
    borrowing func label(of configuration: Configuration) async throws -> ConfigurationLabel {
        guard configuration.label.isBound else { return configuration.label }
        let table = resources[ConfigurationProvidersResource.self].configurations
        if table[configuration.label] == nil, table.insert(configuration) {
            recorder.note(
                .configurationCreated(
                    name: configuration.label.description,
                    constraints: configuration.facts.sortedConstraints.map {
                        ($0.setting.label.description, $0.value.description)
                    }))
        }
        return try await request(ConfigurationKey(label: configuration.label)).label
    }
}
