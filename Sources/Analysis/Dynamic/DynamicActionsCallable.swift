import BuildModel
import Incremental
import Loading
import Starlark

/// What `dynamic_actions()` returns: a function to be run once files are built.
///
/// Called, it makes a ``DynamicActionsObject`` for `ctx.actions.dynamic_output_new`.
final class DynamicActionsCallable: NativeObject {
    /// The function and what it takes; shared with the frozen copy.
    struct Definition {
        var implementation: Value
        var attributes: [(name: String, type: DynamicAttributeType)]
        /// The module that made it, if a module did.
        var module: String
        /// Stands for the module and all that it loads; nothing if no module made it.
        var moduleFingerprint: Fingerprint?
    }

    let definition: Definition
    private(set) var name: String?
    private let signature: Signature

    init(_ definition: Definition, name: String? = nil) {
        self.definition = definition
        self.name = name
        signature = Signature(
            function: name ?? "dynamic_actions",
            parameters: definition.attributes.map {
                Signature.Parameter($0.name, kind: .namedOnly)
            })
    }

    override var typeName: String { "DynamicActionsCallable" }
    override var callSignature: Signature? { signature }

    override func call(_ arguments: Arguments, in evaluation: inout Evaluation) throws -> Value {
        guard name != nil else {
            throw Failure(
                "The result of `dynamic_actions()` must be assigned to a top-level variable "
                    + "before it can be called")
        }
        let values = definition.attributes.indices.map { arguments[$0] }
        var parts = DynamicAttributeType.Parts()
        for (attribute, value) in zip(definition.attributes, values) {
            try attribute.type.collect(value, of: attribute.name, into: &parts)
        }
        return evaluation.object(
            DynamicActionsObject(arguments.receiver, values: values, parts: parts))
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(name ?? "dynamic_actions()")
    }

    override func export(name: String, module: String) throws {
        if self.name == nil { self.name = name }
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        var definition = definition
        definition.implementation = try freezer.freeze(definition.implementation)
        return DynamicActionsCallable(definition, name: name)
    }

    /// The function `dynamic_actions`.
    static let function = NativeFunction("dynamic_actions", "*, impl, attrs") {
        arguments, evaluation in
        var attributes: [(name: String, type: DynamicAttributeType)] = []
        for (key, value) in try arguments.dict(1) {
            guard let name = key.asString,
                let type = value.native(as: DynamicAttributeObject.self)?.type
            else {
                throw arguments.mismatch(
                    1, "a dict from names to `dynattrs`", got: key.asString == nil ? key : value)
            }
            guard name != "actions", name != "bxl_ctx" else {
                throw Failure("Dynamic attribute `\(name)` is given to each function anyway")
            }
            attributes.append((name, type))
        }
        let module = RunningModule(evaluation)
        return evaluation.object(
            DynamicActionsCallable(
                Definition(
                    implementation: arguments[0], attributes: attributes,
                    module: module?.path.description ?? "",
                    moduleFingerprint: module?.fingerprint)))
    }
}

/// `DynamicActions`: a function with its arguments, to be registered.
final class DynamicActionsObject: NativeObject {
    /// The value of the ``DynamicActionsCallable``.
    let callable: Value
    /// The arguments, in the order of its attributes.
    let values: [Value]
    let parts: DynamicAttributeType.Parts

    init(_ callable: Value, values: [Value], parts: DynamicAttributeType.Parts) {
        self.callable = callable
        self.values = values
        self.parts = parts
    }

    override var typeName: String { "DynamicActions" }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        // The parts were taken over when it was registered.
        DynamicActionsObject(
            try freezer.freeze(callable), values: try freezer.freeze(values), parts: .init())
    }
}

/// `DynamicValue`: what a dynamic step will provide.
final class DynamicValueObject: NativeObject {
    let step: AnalysisOwner

    init(_ step: AnalysisOwner) {
        self.step = step
    }

    override var typeName: String { "DynamicValue" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<dynamic value of \(step)>")
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: DynamicValueObject.self)?.step == step
    }

    override func hash(_ this: Value) throws -> Int { step.hashValue }
}

/// `ResolvedDynamicValue`: what a dynamic step has provided.
final class ResolvedDynamicValueObject: NativeObject {
    /// The value of a `ProviderCollectionObject`.
    let providers: Value

    init(_ providers: Value) {
        self.providers = providers
    }

    override var typeName: String { "ResolvedDynamicValue" }
    override var attributeNames: [String] { ["providers"] }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? { name == "providers" ? providers : nil }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        ResolvedDynamicValueObject(try freezer.freeze(providers))
    }
}
