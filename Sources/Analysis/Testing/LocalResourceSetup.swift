public import BuildModel
public import Diagnostics
import Starlark

/// How something of the machine that tests need is set up: the `LocalResourceInfo` of a target.
public struct LocalResourceSetup: Sendable {
    /// The command that sets it up, and prints a JSON object that says what it has made.
    public let command: CommandLine
    /// Which variable of a test's environment holds which member of that object.
    public let variables: [(name: String, member: String)]
    /// When the command is given up.
    public let timeout: Duration?
}

extension ProviderCollection {
    /// How the target sets up a resource; nil if it does not.
    ///
    /// - Throws: When a field is not what the provider's documentation says.
    public func localResourceSetup() throws(Diagnostic) -> LocalResourceSetup? {
        try withExtendedLifetime(frozen) { () throws(Diagnostic) -> LocalResourceSetup? in
            guard
                let instance = self[.builtin("LocalResourceInfo")]?.value.native(
                    as: ProviderInstance.self)
            else { return nil }
            let command: CommandLine
            do {
                command = try CommandLine(arguments: instance["setup"])
            } catch {
                throw .error("`setup` of `LocalResourceInfo` is no command line")
            }
            var variables: [(name: String, member: String)] = []
            if let table = instance["resource_env_vars"]?.asDict {
                for (key, value) in table {
                    guard let name = key.asString, let member = value.asString else {
                        throw .error(
                            "`resource_env_vars` of `LocalResourceInfo` must be a dict of strings")
                    }
                    variables.append((name, member))
                }
            }
            let seconds = instance["setup_timeout_seconds"]?.asInt
            return LocalResourceSetup(
                command: command, variables: variables, timeout: seconds.map { .seconds($0) })
        }
    }
}
