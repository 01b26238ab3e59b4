import ArgumentParser
import BuildEvents

/// `bld help-env`: the variables of the environment that bld reads.
struct HelpEnvCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "help-env",
        abstract: "Prints the variables of the environment that bld reads.")

    @Flag(
        name: .customLong("self-testing"),
        help: "Print those that only bld's own tests set, too.")
    var includesTesting = false

    func run(in session: Session) async throws -> CommandEnding {
        let variables = Variable.all.filter { includesTesting || !$0.isForTesting }
        let rows =
            [("Name", "Type", "Default", "Meaning")]
            + variables.map { ($0.name, $0.type, $0.fallback, $0.meaning) }
        func width(_ column: ((String, String, String, String)) -> String) -> Int {
            rows.map { column($0).count }.max() ?? 0
        }
        let (names, types, defaults) = (width(\.0), width(\.1), width(\.2))
        for row in rows {
            session.write(
                "\(padded(row.0, names)) \(padded(row.1, types)) \(padded(row.2, defaults)) "
                    + "\(row.3)\n")
        }
        return .exit(.success)
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: width - text.count)
    }

    /// A variable of the environment.
    private struct Variable {
        let name: String
        let type: String
        let fallback: String
        let meaning: String
        var isForTesting = false

        static let all = [
            Variable(
                name: "BLD_CACHE_HOME", type: "Path", fallback: "$XDG_CACHE_HOME/bld",
                meaning: "where results and contents are kept, for all projects"),
            Variable(
                name: "BLD_RUNTIME_DIR", type: "Path", fallback: "$XDG_RUNTIME_DIR/bld",
                meaning: "where clients meet daemons"),
            Variable(
                name: "BUCK2_CLIENT_METADATA", type: "String", fallback: "",
                meaning: "who runs the command, as `--client-metadata`: key=value,…"),
            Variable(
                name: "BUCK2_CONSOLE_OUTPUT_LIMIT", type: "Bytes", fallback: "",
                meaning: "how much is shown of what commands and tests print"),
            Variable(
                name: "BUCK_ISOLATION_DIR", type: "String", fallback: "bld",
                meaning: "the folder below buck-out that holds the outputs"),
            Variable(
                name: "BUCK_WRAPPER_UUID", type: "String", fallback: "",
                meaning: "the ID of the command, for those who start it"),
            Variable(
                name: "CODING_AGENT_METADATA", type: "String", fallback: "",
                meaning: "which program runs the command for somebody: id=name,…"),
            Variable(
                name: "HOME", type: "Path", fallback: "",
                meaning: "where no project's root is looked for; commands see it"),
            Variable(
                name: "NO_COLOR", type: "String", fallback: "",
                meaning: "no colours, unless it is empty"),
            Variable(
                name: "PATH", type: "Paths", fallback: "",
                meaning: "where programs are looked for; commands see it"),
            Variable(
                name: "TERM", type: "String", fallback: "",
                meaning: "no status line on a terminal that is `dumb`"),
            Variable(
                name: "BUCK2_TEST_EXTRA_EXTERNAL_CONFIG", type: "Path", fallback: "",
                meaning: "one more file of configuration", isForTesting: true),
            Variable(
                name: "NANO_PRELUDE", type: "Path", fallback: "",
                meaning: "the folder of the bundled cell `nano_prelude`", isForTesting: true),
        ]
    }
}
