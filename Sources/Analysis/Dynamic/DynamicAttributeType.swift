import BuildModel
import Starlark

/// What a parameter of a dynamic step accepts: the result of a `dynattrs.…` call.
indirect enum DynamicAttributeType: Sendable {
    /// An output that the step has to make.
    case output
    /// An artifact, of which the step sees the content.
    case artifactValue
    /// What another step provides.
    case dynamicValue
    /// Any value of a type, handed on as it is.
    case value(TypeValue)
    /// A list of one kind.
    case list(DynamicAttributeType)
    /// A tuple of given kinds.
    case tuple([DynamicAttributeType])
    /// A dict with keys of a type.
    case dict(key: TypeValue, value: DynamicAttributeType)
    /// `None`, or the inner kind.
    case option(DynamicAttributeType)

    /// How it is written.
    var text: String {
        switch self {
        case .output: "dynattrs.output()"
        case .artifactValue: "dynattrs.artifact_value()"
        case .dynamicValue: "dynattrs.dynamic_value()"
        case .value(let type): "dynattrs.value(\(type.name))"
        case .list(let element): "dynattrs.list(\(element.text))"
        case .tuple(let elements):
            "dynattrs.tuple(\(elements.map(\.text).joined(separator: ", ")))"
        case .dict(let key, let value): "dynattrs.dict(\(key.name), \(value.text))"
        case .option(let inner): "dynattrs.option(\(inner.text))"
        }
    }

    /// What it takes, in words.
    private var summary: String {
        switch self {
        case .output: "an output, as `.as_output()` of a declared artifact"
        case .artifactValue: "an artifact"
        case .dynamicValue: "a `DynamicValue`"
        case .value(let type): "of type `\(type.name)`"
        case .list: "a list"
        case .tuple(let elements): "a tuple of \(elements.count)"
        case .dict: "a dict"
        case .option(let inner): "\(inner.summary), or `None`"
        }
    }

    /// What a step is given, found in the values it was asked for with.
    struct Parts {
        var outputs: [DeclaredOutput] = []
        var reads: [ArtifactReference] = []
        var values: [AnalysisOwner] = []
    }

    /// Checks a value and notes what is in it.
    ///
    /// - Throws: When it is not of this type.
    func collect(_ value: Value, of name: String, into parts: inout Parts) throws {
        func fail() -> Failure {
            Failure(
                "Dynamic attribute `\(name)` must be \(summary), but got `\(value.shortRepr)` of "
                    + "type `\(value.typeName)`")
        }
        switch self {
        case .output:
            guard let output = value.native(as: OutputArtifactObject.self) else { throw fail() }
            parts.outputs.append(output.output)
        case .artifactValue:
            guard let artifact = value.native(as: ArtifactObject.self) else { throw fail() }
            parts.reads.append(artifact.reference)
        case .dynamicValue:
            guard let step = value.native(as: DynamicValueObject.self) else { throw fail() }
            parts.values.append(step.step)
        case .value(let type):
            guard type.matches(value) else { throw fail() }
        case .list(let element):
            guard let list = value.asList else { throw fail() }
            for value in list { try element.collect(value, of: name, into: &parts) }
        case .tuple(let elements):
            guard let tuple = value.asTuple, tuple.count == elements.count else { throw fail() }
            for (element, value) in zip(elements, tuple) {
                try element.collect(value, of: name, into: &parts)
            }
        case .dict(let keyType, let element):
            guard let table = value.asDict else { throw fail() }
            for (key, value) in table {
                guard keyType.matches(key) else { throw fail() }
                try element.collect(value, of: name, into: &parts)
            }
        case .option(let inner):
            if !value.isNone { try inner.collect(value, of: name, into: &parts) }
        }
    }

    /// What a step is given instead of the parts of a value.
    struct Replacements {
        /// The outputs, artifacts' contents and dynamic values, each in the order of ``Parts``.
        var outputs: [Value]
        var contents: [Value]
        var values: [Value]

        fileprivate static func next(_ list: inout [Value]) -> Value {
            precondition(!list.isEmpty, "there is a replacement for each part")
            return list.removeFirst()
        }
    }

    /// The value as the step sees it; walks in the order of ``collect(_:of:into:)``.
    func resolve(
        _ value: Value, _ replacements: inout Replacements, in evaluation: inout Evaluation
    ) throws -> Value {
        switch self {
        case .output: return Replacements.next(&replacements.outputs)
        case .artifactValue: return Replacements.next(&replacements.contents)
        case .dynamicValue: return Replacements.next(&replacements.values)
        case .value: return value
        case .list(let element):
            var values: [Value] = []
            for value in value.asList.map(Array.init) ?? [] {
                values.append(try element.resolve(value, &replacements, in: &evaluation))
            }
            return evaluation.list(values)
        case .tuple(let elements):
            var values: [Value] = []
            for (element, value) in zip(elements, value.asTuple.map(Array.init) ?? []) {
                values.append(try element.resolve(value, &replacements, in: &evaluation))
            }
            return evaluation.tuple(values)
        case .dict(_, let element):
            var entries: [(Value, Value)] = []
            if let table = value.asDict {
                for (key, value) in table {
                    let resolved = try element.resolve(value, &replacements, in: &evaluation)
                    entries.append((key, resolved))
                }
            }
            return try evaluation.dict(entries)
        case .option(let inner):
            return value.isNone
                ? value : try inner.resolve(value, &replacements, in: &evaluation)
        }
    }
}

/// `DynamicAttr`: what a `dynattrs.…` call returns.
final class DynamicAttributeObject: NativeObject {
    let type: DynamicAttributeType

    init(_ type: DynamicAttributeType) {
        self.type = type
    }

    override var typeName: String { "DynamicAttr" }

    override func write(into buffer: inout TextBuffer, this: Value) { buffer.append(type.text) }

    /// The members of `dynattrs`.
    static let namespace: Globals = {
        var builder = Globals.Builder()
        for function in functions {
            // Errors use the full name.
            let name = function.name.dropFirst("dynattrs.".count)
            builder.set(String(name), FrozenValue(function: function))
        }
        return builder.build()
    }()

    private static let functions = [
        NativeFunction("dynattrs.output", "") { $1.object(DynamicAttributeObject(.output)) },
        NativeFunction("dynattrs.artifact_value", "") {
            $1.object(DynamicAttributeObject(.artifactValue))
        },
        NativeFunction("dynattrs.dynamic_value", "") {
            $1.object(DynamicAttributeObject(.dynamicValue))
        },
        NativeFunction("dynattrs.value", "ty, /") { arguments, evaluation in
            evaluation.object(DynamicAttributeObject(.value(try arguments[0].annotatedType())))
        },
        NativeFunction("dynattrs.list", "ty, /") { arguments, evaluation in
            evaluation.object(DynamicAttributeObject(.list(try type(arguments, 0))))
        },
        NativeFunction("dynattrs.option", "ty, /") { arguments, evaluation in
            evaluation.object(DynamicAttributeObject(.option(try type(arguments, 0))))
        },
        NativeFunction("dynattrs.dict", "key, value, /") { arguments, evaluation in
            let key = try arguments[0].annotatedType()
            return evaluation.object(
                DynamicAttributeObject(.dict(key: key, value: try type(arguments, 1))))
        },
        NativeFunction("dynattrs.tuple", "*args") { arguments, evaluation in
            let types = try arguments.sequence(0).map { element in
                guard let type = element.native(as: DynamicAttributeObject.self)?.type else {
                    throw arguments.mismatch(0, "`dynattrs`", got: element)
                }
                return type
            }
            return evaluation.object(DynamicAttributeObject(.tuple(types)))
        },
    ]

    private static func type(
        _ arguments: Arguments, _ slot: Int
    ) throws -> DynamicAttributeType {
        try arguments.native(slot, as: DynamicAttributeObject.self, "one of `dynattrs`").type
    }
}
