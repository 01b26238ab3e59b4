import Analysis
import BuildModel
import Starlark

/// What an argument of a script's command line is: `cli_args.string()` and its like.
indirect enum ArgumentType: Sendable, Hashable, CustomStringConvertible {
    case bool, integer, float, string
    case enumeration([String])
    case list(ArgumentType)
    case option(ArgumentType)
    case targetLabel, targetExpression
    case configuredTargetLabel, configuredTargetExpression
    case subTarget, subTargetExpression
    case json, jsonFile

    /// The name by which Buck2's messages call it.
    var description: String {
        switch self {
        case .bool: "Bool"
        case .integer: "Int"
        case .float: "Float"
        case .string: "String"
        case .enumeration(let variants):
            "Enumeration(variants=\(variants.joined(separator: ",")))"
        case .list(let inner): "List(\(inner))"
        case .option(let inner): "Option(\(inner))"
        case .targetLabel: "TargetLabel"
        case .targetExpression: "TargetExpr"
        case .configuredTargetLabel: "ConfiguredTargetLabel"
        case .configuredTargetExpression: "ConfiguredTargetExpr"
        case .subTarget: "SubTarget"
        case .subTargetExpression: "SubTargetExpr"
        case .json: "Json"
        case .jsonFile: "JsonFile"
        }
    }

    /// Whether it takes any number of words.
    var isList: Bool { if case .list = self { true } else { false } }

    /// What a default that a script gives means.
    ///
    /// - Throws: When it is of another type, or there can be none.
    func fallback(_ value: Value) throws -> ScriptValue {
        switch self {
        case .bool:
            if let flag = value.asBool { return .bool(flag) }
        case .integer:
            if value.typeName == "int" { return .integer(value.str) }
        case .float:
            if value.asDouble != nil { return .float(value.str) }
        case .string:
            if let text = value.asString { return .string(text) }
        case .enumeration(let variants):
            if let text = value.asString {
                guard variants.contains(text) else { throw mismatch(text) }
                return .string(text)
            }
        case .list(let inner):
            if let elements = value.asSequence {
                return .list(try elements.map { try inner.fallback($0) })
            }
        case .option(let inner): return value.isNone ? .none : try inner.fallback(value)
        case .targetLabel:
            if let label = value.asTargetLabel { return .target(label) }
        case .configuredTargetLabel:
            if let label = value.asConfiguredTargetLabel { return .configuredTarget(label) }
        case .subTarget:
            if let label = value.asProvidersLabel { return .providers(label) }
        case .targetExpression, .configuredTargetExpression, .subTargetExpression, .json, .jsonFile:
            throw Failure("Defaults are not allowed for cli arg type `\(self)`.")
        }
        throw mismatch(value.typeName)
    }

    private func mismatch(_ got: String) -> Failure {
        Failure("Expected default value of type `\(self)`, but got `\(got)`")
    }
}

/// One argument that a script declares: `bxl.CliArgs`.
struct ArgumentDeclaration: Sendable {
    /// What it is.
    let type: ArgumentType
    /// What it is when it is not given.
    let fallback: ScriptValue?
    /// What `--help` says of it.
    let documentation: String
    /// The letter that stands for its name.
    let short: Character?

    /// Whether the command line has to give it.
    var isRequired: Bool {
        if case .option = type { return false }
        return fallback == nil
    }
}

/// A value that `cli_args` functions return.
final class ArgumentDeclarationObject: NativeObject {
    let declaration: ArgumentDeclaration

    init(_ declaration: ArgumentDeclaration) { self.declaration = declaration }

    override var typeName: String { "bxl.CliArgs" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<cli_args \(declaration.type)>")
    }
}
