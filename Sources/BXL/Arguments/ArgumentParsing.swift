import Diagnostics
import Starlark

/// The words that a command line gives for each argument of a script.
struct ParsedArguments {
    /// The words by the name of the argument.
    private(set) var words: [String: [String]] = [:]
    /// Whether help is asked for instead.
    private(set) var wantsHelp = false

    /// Takes a command line apart: `--name value`, `--name=value`, `-n value`, `-nvalue`.
    ///
    /// An argument that is a list takes all words up to the next option, and may be repeated.
    ///
    /// - Throws: A diagnostic about a word that no argument takes.
    init(_ line: [String], for function: ScriptFunction) throws(Diagnostic) {
        var rest = line[...]
        while let word = rest.popFirst() {
            if word == "--help" || word == "-h" && !function.hasShort("h") {
                wantsHelp = true
                return
            }
            let (argument, attached) = try function.argument(for: word)
            guard let argument else {
                throw .error(
                    "unexpected argument '\(word)' found"
                        + didYouMean(word, among: function.arguments.map { "--\($0.name)" }),
                    help: ["`-- --help` after the script prints what it takes"])
            }
            var given = attached.map { [$0] } ?? []
            let isList = argument.declaration.type.isList
            while attached == nil, isList || given.isEmpty, let next = rest.first,
                !function.isOption(next)
            {
                given.append(next)
                rest = rest.dropFirst()
            }
            let name = argument.name
            guard isList || !given.isEmpty else {
                throw .error("a value is required for '--\(name) <\(name)>' but none was supplied")
            }
            if !isList, words[name] != nil {
                throw .error("the argument '--\(name) <\(name)>' cannot be used multiple times")
            }
            words[name, default: []] += given
        }
    }
}

extension ScriptFunction {
    /// Whether a letter stands for an argument.
    fileprivate func hasShort(_ letter: Character) -> Bool {
        arguments.contains { $0.declaration.short == letter }
    }

    /// Whether a word begins an argument, rather than being the value of one.
    fileprivate func isOption(_ word: String) -> Bool {
        guard word.hasPrefix("-"), word.count > 1 else { return false }
        return Double(word) == nil
    }

    /// The argument that a word names, and the value that is written behind it.
    fileprivate func argument(
        for word: String
    ) throws(Diagnostic) -> (
        argument: (name: String, declaration: ArgumentDeclaration)?, attached: String?
    ) {
        if word.hasPrefix("--") {
            let parts = word.dropFirst(2).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let argument = arguments.first { $0.name == parts[0] }
            return (argument, parts.count == 2 ? String(parts[1]) : nil)
        }
        guard word.hasPrefix("-"), let letter = word.dropFirst().first else { return (nil, nil) }
        let argument = arguments.first { $0.declaration.short == letter }
        var attached = word.dropFirst(2)
        if attached.hasPrefix("=") { attached = attached.dropFirst() }
        return (argument, attached.isEmpty ? nil : String(attached))
    }

    /// What `--help` prints.
    var help: String {
        var text = documentation.isEmpty ? "" : documentation + "\n\n"
        text += "Usage: [OPTIONS]\n\nOptions:\n"
        for (name, declaration) in arguments {
            let short = declaration.short.map { "-\($0), " } ?? "    "
            let value = declaration.type.isList ? "[<\(name)>...]" : "<\(name)>"
            text += "  \(short)--\(name) \(value)\n"
            if !declaration.documentation.isEmpty {
                text += "          \(declaration.documentation)\n"
            }
            if case .enumeration(let variants) = declaration.type {
                text += "          [possible values: \(variants.joined(separator: ", "))]\n"
            }
            text += "\n"
        }
        return text + "  -h, --help\n          Print help\n"
    }
}
