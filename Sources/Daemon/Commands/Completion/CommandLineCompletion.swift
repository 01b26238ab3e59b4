import ArgumentParser

/// What can stand at the end of a command line: a command, an option, one of an option's values, a
/// target or a file of arguments.
struct CommandLineCompletion {
    /// What has to be looked up, or the words themselves.
    enum Answer {
        case words([String])
        case target(String)
        case file(String)
    }

    /// The words before the one that is being typed, without the program.
    private let words: [String]
    /// What is typed of the last word.
    let current: String

    /// Takes a line apart at its spaces.
    init(_ line: String) {
        var words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        current = words.popLast() ?? ""
        self.words = Array(words.filter { !$0.isEmpty }.dropFirst())
    }

    /// The commands whose arguments are targets.
    private static let targetCommands: Set<String> = [
        "build", "run", "test", "targets", "utargets", "ctargets",
    ]

    /// What can stand here.
    ///
    /// - Throws: If the parser does not tell what commands there are.
    func answer() throws -> Answer {
        guard !words.contains("--") else { return .words([]) }
        var command = try CommandDescription.root()
        var rest = words[...]
        while let word = rest.first, let next = command.command(named: word) {
            command = next
            rest = rest.dropFirst()
        }
        if current.hasPrefix("@") { return .file(current) }
        if current.hasPrefix("-") {
            return .words(
                command.options.flatMap(\.names).filter { $0.hasPrefix(current) }.sorted())
        }
        if let option = rest.last.flatMap(command.option(named:)), option.takesValue {
            if option.names.contains("--target-platforms") { return .target(current) }
            return .words(option.values.filter { $0.hasPrefix(current) })
        }
        if !command.commands.isEmpty, rest.isEmpty {
            return .words(command.commands.map(\.name).filter { $0.hasPrefix(current) })
        }
        return Self.targetCommands.contains(command.name) ? .target(current) : .words([])
    }
}

/// A command as the parser describes it.
struct CommandDescription {
    /// An option or flag.
    struct Option {
        /// With their dashes.
        let names: [String]
        let takesValue: Bool
        /// The values it can have, if they are known.
        let values: [String]
    }

    let name: String
    let commands: [CommandDescription]
    let options: [Option]

    /// All commands.
    ///
    /// - Throws: If what the parser prints is no JSON.
    static func root() throws -> CommandDescription {
        let bytes = Array(BldCommand._dumpHelp().utf8)
        return CommandDescription(try JSONParser.parse(bytes)["command"] ?? .null)
    }

    private init(_ description: JSONValue) {
        name = description["commandName"]?.text ?? ""
        commands = (description["subcommands"]?.elements ?? [])
            .filter { $0["shouldDisplay"]?.flag ?? true }.map(CommandDescription.init)
        options = (description["arguments"]?.elements ?? []).compactMap { argument in
            guard argument["shouldDisplay"]?.flag ?? true,
                let kind = argument["kind"]?.text, kind != "positional"
            else { return nil }
            let names = (argument["names"]?.elements ?? []).compactMap { name -> String? in
                guard let text = name["name"]?.text else { return nil }
                return (name["kind"]?.text == "long" ? "--" : "-") + text
            }
            return Option(
                names: names, takesValue: kind == "option",
                values: (argument["allValues"]?.elements ?? []).compactMap(\.text))
        }
    }

    func command(named name: String) -> CommandDescription? {
        commands.first { $0.name == name }
    }

    func option(named name: String) -> Option? {
        options.first { $0.names.contains(name) }
    }
}
