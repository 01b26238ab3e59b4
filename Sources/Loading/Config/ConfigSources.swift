public import BuildModel
import Diagnostics
public import Incremental

/// What a command brings to the configuration of every cell: files of the machine, which lie under
/// what the project says, and its command line, which lies over it.
public struct ConfigSources: Sendable, Hashable {
    /// One value or file of the command line.
    public enum Argument: Sendable, Hashable, CustomStringConvertible {
        /// `-c section.key=value`.
        case value(ConfigOverride)
        /// `--config-file path`.
        case file(AbsolutePath)
        /// `--config-file cell//path`; the alias is one of the root cell.
        case cellFile(alias: String, RelativePath)

        /// What the option was given.
        public var description: String {
            switch self {
            case .value(let override):
                (override.cell.map { $0 + "//" } ?? "") + "\(override.section).\(override.key)="
                    + (override.value ?? "")
            case .file(let path): path.text
            case .cellFile(let alias, let path): "\(alias)//\(path)"
            }
        }
    }

    /// Files, and folders all of whose files count; later ones over earlier ones.
    public var machine: [AbsolutePath]
    /// The arguments in their order.
    public var arguments: [Argument]
    /// The machine that `host_info()` tells about.
    public var host: HostMachine
    /// Whether the types of all files are checked, not only those of the prelude.
    public var checksTypes: Bool
    /// Which errors are let pass that may be: the value of `BUCK2_HARD_ERROR`.
    public var hardErrors: String?

    /// Makes sources.
    public init(
        machine: [AbsolutePath] = [], arguments: [Argument] = [],
        host: HostMachine = .current, checksTypes: Bool = false, hardErrors: String? = nil
    ) {
        self.machine = machine
        self.arguments = arguments
        self.host = host
        self.checksTypes = checksTypes
        self.hardErrors = hardErrors
    }

    /// Values that rules and build files cannot see, so that they can change without consequences.
    static let invisible = [
        (section: "buck2_re_client", key: "override_use_case"),
        (section: "scuba", key: "defaults"),
    ]

    /// The same without values that nobody can see.
    public var visible: ConfigSources {
        var sources = self
        sources.arguments.removeAll { argument in
            guard case .value(let override) = argument else { return false }
            return Self.invisible.contains {
                $0.section == override.section && $0.key == override.key
            }
        }
        return sources
    }

    /// The variables of tests: leave out the usual places, and another place.
    public static let testVariables = [
        "BUCK2_TEST_SKIP_DEFAULT_EXTERNAL_CONFIG", "BUCK2_TEST_EXTRA_EXTERNAL_CONFIG",
    ]

    /// The places of the machine where configuration lies, as the environment of a command says.
    ///
    /// - Parameter environment: The variables of the command: `HOME`, and ``testVariables``.
    /// - Returns: Files and folders, whether they exist or not.
    /// - Throws: `.malformed` if a variable is no absolute path.
    public static func machinePlaces(
        in environment: [String: String]
    ) throws(LabelError) -> [AbsolutePath] {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        var places: [AbsolutePath] = []
        let skips = variable(testVariables[0])
        if skips == nil || skips == "false" || skips == "0" {
            places = [
                try AbsolutePath("/etc/buckconfig.d"), try AbsolutePath("/etc/buckconfig"),
            ]
            if let home = variable("HOME"), home.hasPrefix("/") {
                places.append(try AbsolutePath(home + "/.buckconfig.d"))
                places.append(try AbsolutePath(home + "/.buckconfig.local"))
            }
        }
        if let extra = variable(testVariables[1]) {
            places.append(try AbsolutePath(extra))
        }
        return places
    }
}

/// What a command brings to the configuration: an input, set by each command that brings others.
struct ConfigSourcesKey: Key {
    var description: String { "config-sources" }

    func compute(in context: borrowing Context) async throws -> ConfigSources { ConfigSources() }
}

extension Transaction {
    /// Replaces what the command brings to the configuration.
    public mutating func setConfigSources(_ sources: ConfigSources) {
        set(ConfigSourcesKey(), sources)
    }

    /// Replaces the values that the command line gives.
    public mutating func setConfigOverrides(_ overrides: [ConfigOverride]) {
        setConfigSources(ConfigSources(arguments: overrides.map { .value($0) }))
    }
}
