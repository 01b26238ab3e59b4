import Execution
public import Incremental

/// What commands see of the user's environment: as little as lets compilers run.
public struct CommandVariables: Sendable, Hashable {
    /// Part of every action's digest: `PATH`, and a fixed locale and time zone.
    public let hashed: [String: String]
    /// Not part of it: they say where things are without changing what a well-behaved command
    /// makes.
    public let unhashed: [String: String]

    /// Variables that version managers need to find the programs they stand for.
    private static let places = ["HOME", "RUSTUP_HOME", "CARGO_HOME", "USER", "TMPDIR"]

    /// Takes what commands see from the user's environment.
    public init(_ environment: [String: String]) {
        var declared: [String: String] = [:]
        if let path = environment["PATH"] { declared["PATH"] = path }
        hashed = CommandEnvironment.with(declared)
        unhashed = environment.filter { CommandVariables.places.contains($0.key) }
    }

    /// Puts together what was taken before.
    init(hashed: [String: String], unhashed: [String: String]) {
        self.hashed = hashed
        self.unhashed = unhashed
    }
}

/// What commands see of the user's environment: an input, set by each command that brings others.
struct CommandVariablesKey: Key {
    var description: String { "command-variables" }

    func compute(in context: borrowing Context) async throws -> CommandVariables {
        context.resources[ActionServicesResource.self].environment
    }
}

extension Transaction {
    /// Replaces what commands see of the user's environment.
    public mutating func setCommandVariables(_ variables: CommandVariables) {
        set(CommandVariablesKey(), variables)
    }
}
