package import BuildModel
import Diagnostics
package import GraphQueries
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// What the command line of a script comes to.
package enum ResolvedArguments: Sendable {
    /// The values of all arguments, in the order of their declaration.
    case values([ScriptValue.Entry])
    /// Help was asked for, and this is it.
    case help(String)
}

extension ScriptFunction {
    /// Gives words of a command line their meaning, labels as seen from where it was given.
    ///
    /// - Parameters:
    ///   - line: The words after `--`.
    ///   - inquiry: Who gave them.
    ///   - configuration: How targets are configured that arguments name.
    /// - Returns: Values, or help.
    /// - Throws: A diagnostic that says which argument is missing or wrong.
    package func resolve(
        _ line: [String], for inquiry: Inquiry, _ configuration: TargetConfigurationArguments
    ) async throws -> ResolvedArguments {
        let parsed = try ParsedArguments(line, for: self)
        if parsed.wantsHelp { return .help(help) }
        let resolver = ArgumentResolver(inquiry: inquiry, configuration: configuration)
        // What is malformed is told of before anything is looked up, as all of it is in one line.
        for (name, declaration) in arguments {
            for word in parsed.words[name] ?? [] {
                try resolver.check(word, as: declaration.type, of: name)
            }
        }
        var values: [ScriptValue.Entry] = []
        for (name, declaration) in arguments {
            do {
                let value = try await resolver.value(parsed.words[name], declaration)
                values.append(ScriptValue.Entry(name, value))
            } catch let error as Diagnostic {
                throw error.adding(note: "Error parsing cli flag `\(name)` for bxl function")
            }
        }
        return .values(values)
    }
}

/// Makes values of words.
private struct ArgumentResolver: Sendable {
    let inquiry: Inquiry
    let configuration: TargetConfigurationArguments

    /// Checks what can be seen of a word without looking anything up.
    func check(_ word: String, as type: ArgumentType, of name: String) throws(Diagnostic) {
        switch type {
        case .list(let inner): try check(word, as: inner, of: name, shown: "[<\(name)>...]")
        case .option(let inner): try check(word, as: inner, of: name)
        default: try check(word, as: type, of: name, shown: "<\(name)>")
        }
    }

    private func check(
        _ word: String, as type: ArgumentType, of name: String, shown: String
    ) throws(Diagnostic) {
        let reason: String
        switch type {
        case .bool where word != "true" && word != "false":
            reason = "provided string was not `true` or `false`"
        case .integer where !word.isInteger: reason = "invalid digit found in string"
        case .float where Double(word) == nil: reason = "invalid float literal"
        case .targetLabel where word.contains("?"), .subTarget where word.contains("?"),
            .targetExpression where word.contains("?"),
            .subTargetExpression where word.contains("?"):
            throw .error(
                "The ?modifier syntax is unsupported for this command: `\(word)` for `--\(name)`",
                help: ["Arguments that are configured targets take modifiers"])
        case .enumeration(let variants) where !variants.contains(word):
            throw .error(
                "invalid value '\(word)' for '--\(name) \(shown)'"
                    + didYouMean(word, among: variants),
                help: ["[possible values: \(variants.joined(separator: ", "))]"])
        default: return
        }
        throw .error("invalid value '\(word)' for '--\(name) \(shown)': \(reason)")
    }

    func value(
        _ words: [String]?, _ declaration: ArgumentDeclaration
    ) async throws -> ScriptValue {
        switch declaration.type {
        case .option(let inner):
            guard let word = words?.first else { return declaration.fallback ?? .none }
            return try await value(word, inner)
        case .list(let inner):
            guard let words else { break }
            var values: [ScriptValue] = []
            for word in words { values.append(try await value(word, inner)) }
            return .list(values)
        default:
            if let word = words?.first { return try await value(word, declaration.type) }
        }
        guard let fallback = declaration.fallback else {
            throw Diagnostic.error(
                "Missing cli arg from command line that isn't optional nor has any default values")
        }
        return fallback
    }

    private func value(_ word: String, _ type: ArgumentType) async throws -> ScriptValue {
        switch type {
        case .bool: return .bool(word == "true")
        case .integer: return .integer(word.hasPrefix("+") ? String(word.dropFirst()) : word)
        case .float: return .float(word)
        case .string, .enumeration: return .string(word)
        case .list(let inner): return .list([try await value(word, inner)])
        case .option(let inner): return try await value(word, inner)
        case .targetLabel:
            let label = try await label(word, "target")
            guard label.subTargets.isEmpty else { throw notALabel(word, "target") }
            return .target(label.target)
        case .subTarget: return .providers(try await label(word, "target"))
        case .targetExpression:
            return .list(
                try await unconfigured(word, allowsSubTargets: false).map { .target($0.target) })
        case .subTargetExpression:
            return .list(
                try await unconfigured(word, allowsSubTargets: true).map { .providers($0) })
        case .configuredTargetLabel:
            guard let label = try await configured(word).first else {
                throw notALabel(word, "target")
            }
            return .configuredTarget(label)
        case .configuredTargetExpression:
            return .list(try await configured(word).map { .configuredTarget($0) })
        case .json: return try jsonObject(word)
        case .jsonFile: return try await jsonObject(contents(of: word))
        }
    }

    private func notALabel(_ word: String, _ noun: String) -> Diagnostic {
        .error("`\(word)` is not a \(noun) label.")
    }

    private func pattern(_ word: String) async throws -> TargetPattern {
        let inquiry = inquiry
        return try await inquiry.ask { context in
            try await inquiry.parse([word], in: context)[0]
        }
    }

    private func label(_ word: String, _ noun: String) async throws -> ProvidersLabel {
        guard case .target(let label) = try await pattern(word) else {
            throw notALabel(word, noun)
        }
        return label
    }

    /// The targets that a pattern matches, as declared, in the order of their names.
    private func unconfigured(
        _ word: String, allowsSubTargets: Bool
    ) async throws -> [ProvidersLabel] {
        let pattern = try await pattern(word)
        return try await inquiry.ask { context in
            switch pattern {
            case .target(let label):
                guard allowsSubTargets || label.subTargets.isEmpty else {
                    throw Diagnostic.error(
                        "Expected a target pattern without providers, got `\(label)`")
                }
                _ = try await context.targetNode(label.target)
                return [label]
            case .package, .recursive:
                return try await context.targets(matching: pattern).map(\.label).sorted()
                    .map { ProvidersLabel(target: $0) }
            }
        }
    }

    private func configured(_ word: String) async throws -> [ConfiguredTargetLabel] {
        let (inquiry, configuration) = (inquiry, configuration)
        return try await inquiry.ask { context in
            let requested = try await inquiry.requestedPatterns(
                [word], configuration, in: context)
            return try await context.requestedTargets(requested).all().map(\.configured).sorted {
                $0.target < $1.target
            }
        }
    }

    private func contents(of path: String) async throws -> String {
        let inquiry = inquiry
        return try await inquiry.ask { context in
            let cells = try await context.cells()
            let file = try inquiry.cellPath(ofFile: path, cells)
            guard let bytes = try await context.text(of: file) else {
                throw Diagnostic.error("`\(path)` does not exist")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private func jsonObject(_ text: String) throws -> ScriptValue {
        var evaluation = Evaluation()
        let value: Value
        do {
            value = try evaluation.json(text)
        } catch let failure as Failure {
            throw Diagnostic.error("`\(text)` is no JSON: \(failure.message)")
        }
        guard value.asDict != nil else {
            throw Diagnostic.error("Expecting json object. Got: `\(text)`")
        }
        return ScriptValue(json: value)
    }
}

extension ScriptValue {
    /// A value of JSON.
    fileprivate init(json value: Value) {
        if let flag = value.asBool {
            self = .bool(flag)
        } else if let text = value.asString {
            self = .string(text)
        } else if let elements = value.asSequence {
            self = .list(elements.map(ScriptValue.init(json:)))
        } else if let table = value.asDict {
            self = .dictionary(
                table.map { Entry($0.key.asString ?? $0.key.str, ScriptValue(json: $0.value)) })
        } else if value.asDouble != nil {
            self = .float(value.str)
        } else if value.isNone {
            self = .none
        } else {
            self = .integer(value.str)
        }
    }
}

extension String {
    /// Whether it is an integer in decimal digits, however large.
    fileprivate var isInteger: Bool {
        let digits = first == "-" || first == "+" ? dropFirst() : self[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }
}
