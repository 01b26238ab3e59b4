import BuildModel
import Incremental
import Starlark

/// `ProviderCallable`: a provider as a value and a type; called, it makes an instance.
///
/// Unchecked like every type value: the definition it shares is immutable once it is named.
final class ProviderCallable: TypeValue, @unchecked Sendable {
    let definition: ProviderDefinition

    init(_ definition: ProviderDefinition) {
        self.definition = definition
        super.init(definition.name)
    }

    override func matches(_ value: Value) -> Bool {
        value.native(as: ProviderInstance.self)?.definition.id == definition.id
            && definition.id != nil
    }

    override var typeName: String { "ProviderCallable" }
    override var callSignature: Signature? { definition.signature }

    override func call(_ arguments: Arguments, in evaluation: inout Evaluation) throws -> Value {
        evaluation.object(try definition.instance(arguments, in: &evaluation))
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(definition.name)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: ProviderCallable.self) else { return false }
        return other.definition === definition
            || definition.id != nil && other.definition.id == definition.id
    }

    override func hash(_ this: Value) throws -> Int { definition.id.hashValue }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        // A new one, because the name of a type is fixed when it is made.
        definition.name == name ? self : ProviderCallable(definition)
    }

    override func export(name: String, module: String) throws {
        definition.export(name: name, module: module)
    }
}

/// An instance of a provider.
final class ProviderInstance: NativeObject {
    let definition: ProviderDefinition
    let values: [Value]
    /// What stands for the instance: found when first asked for, and kept by a frozen instance.
    private var known: Fingerprint??

    init(
        _ definition: ProviderDefinition, values: [Value], fingerprint: Fingerprint?? = .none
    ) {
        self.definition = definition
        self.values = values
        known = fingerprint
    }

    /// What stands for the instance, once the rule has returned; nothing if that cannot be said.
    func fingerprint() throws -> Fingerprint? {
        if let known { return known }
        guard let id = definition.id else { return nil }
        let fields = definition.fields.map(\.name).joined(separator: ",")
        let fingerprint = try ValueFingerprinter.fingerprint(
            values, of: "\(id.module):\(id.name)(\(fields))")
        known = .some(fingerprint)
        return fingerprint
    }

    /// What a rule told of itself under `field`.
    subscript(field: String) -> Value? { definition.slot(field).map { values[$0] } }

    /// The instance as a part of a command line, if it is a `RunInfo`.
    var argument: ArgumentElement? {
        guard definition.id == BuiltinProviders.runInfo.id else { return nil }
        return values[0].native(as: CmdArgsObject.self)?.element
    }

    override var typeName: String { definition.name }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        self[name]
    }

    override var attributeNames: [String] {
        definition.fields.map(\.name) + (definition.methods?.names ?? [])
    }

    override func method(_ name: String) -> NativeFunction? { definition.methods?[name] }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: ProviderInstance.self),
            other.definition.id == definition.id, other.values.count == values.count
        else { return false }
        return try zip(values, other.values).allSatisfy { try $0.equals($1) }
    }

    override func hash(_ this: Value) throws -> Int {
        var hasher = Hasher()
        hasher.combine(definition.id)
        for value in values { hasher.combine(try value.hash()) }
        return hasher.finalize()
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(definition.name)
        buffer.append("(")
        for (slot, field) in definition.fields.enumerated() {
            buffer.append(slot == 0 ? "\(field.name)=" : ", \(field.name)=")
            buffer.append(repr: values[slot])
        }
        buffer.append(")")
    }

    override var prettyParts: PrettyParts? {
        PrettyParts(
            open: definition.name + "(", close: ")",
            elements: zip(definition.fields, values).map { ("\($0.name)=", $1) })
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        ProviderInstance(
            definition, values: try freezer.freeze(values), fingerprint: .some(try fingerprint()))
    }
}

/// `ProviderCollection`: the providers of a target or sub-target.
final class ProviderCollectionObject: NativeObject {
    /// Values of `ProviderInstance`s, no two of the same provider.
    let providers: [Value]

    init(_ providers: [Value]) {
        self.providers = providers
    }

    /// The instance of a provider.
    func instance(_ id: ProviderID) -> ProviderInstance? {
        value(id)?.native(as: ProviderInstance.self)
    }

    /// The value of the instance of a provider.
    func value(_ id: ProviderID) -> Value? {
        providers.first { $0.native(as: ProviderInstance.self)?.definition.id == id }
    }

    /// The names of the providers.
    var names: [String] {
        providers.compactMap { $0.native(as: ProviderInstance.self)?.definition.name }
    }

    /// The instance of the provider that an index of the collection of `owner` names.
    ///
    /// - Throws: When there is none.
    func instance(at index: Value, of owner: String) throws -> Value {
        let id = try Self.id(of: index)
        if let value = value(id) { return value }
        throw Failure(
            "\(owner) has no provider `\(id)`; it has \(backquoted(names))")
    }

    override var typeName: String { "ProviderCollection" }
    override var attributeNames: [String] { Self.methods.names }

    override func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        try instance(at: index, of: "The provider collection")
    }

    override func contains(_ value: Value, this: Value) throws -> Bool? {
        self.value(try Self.id(of: value)) != nil
    }

    private static let methods = MethodTable([
        NativeFunction("get", "index, /") { arguments, _ in
            let collection = try arguments.receiver(as: ProviderCollectionObject.self)
            return collection.value(try id(of: arguments[0])) ?? .none
        }
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("Providers([")
        for (position, provider) in providers.enumerated() {
            if position > 0 { buffer.append(", ") }
            buffer.append(repr: provider)
        }
        buffer.append("])")
    }

    override var prettyParts: PrettyParts? {
        PrettyParts(open: "Providers([", close: "])", elements: providers.map { ("", $0) })
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        ProviderCollectionObject(try freezer.freeze(providers))
    }

    /// The provider that an index or the left side of `in` names.
    static func id(of index: Value) throws -> ProviderID {
        guard let id = index.native(as: ProviderCallable.self)?.definition.id else {
            throw Failure(
                "Providers are looked up by provider, but got `\(index.shortRepr)` of type "
                    + "`\(index.typeName)`")
        }
        return id
    }
}

/// Names in a message.
func backquoted(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map { "`\($0)`" }.joined(separator: ", ")
}
