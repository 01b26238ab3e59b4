import Starlark

/// The identity of a provider: the file that defines it and its name there.
public struct ProviderID: Hashable, Sendable, CustomStringConvertible {
    /// The path of the file; empty for what is built in.
    public let module: String
    /// The name.
    public let name: String

    /// Names a provider.
    public init(module: String, name: String) {
        self.module = module
        self.name = name
    }

    /// Names a built-in provider.
    public static func builtin(_ name: String) -> ProviderID { ProviderID(module: "", name: name) }

    /// The name.
    public var description: String { name }
}

/// What a provider consists of, shared by its callable and all its instances.
///
/// Unchecked: the identity and the signature are written once, when the module that defines the
/// provider ends and before it is frozen, so before a second thread can see it.
final class ProviderDefinition: @unchecked Sendable {
    /// A field of a provider.
    struct Field: Sendable {
        let name: String
        let type: TypeValue?
        let fallback: Fallback
    }

    /// What a field is when it is left out.
    indirect enum Fallback: Sendable {
        case required
        case value(FrozenValue)
        case tuple([Fallback])
        case emptyList
        case emptyDict
    }

    /// Makes the values of the fields from the arguments of a call.
    typealias Construct = @Sendable (Arguments, inout Evaluation) throws -> [Value]

    let fields: [Field]
    let documentation: String
    private let slots: [String: Int]
    private let construct: Construct?
    private(set) var id: ProviderID?
    private(set) var signature: Signature
    /// Whether instances can be part of what a rule returns.
    let isProvider: Bool
    /// What can be called on instances.
    let methods: MethodTable?

    /// A provider made by `provider()`.
    init(fields: [Field], documentation: String) {
        self.fields = fields
        self.documentation = documentation
        slots = Self.slots(fields)
        construct = nil
        signature = Self.unnamed
        isProvider = true
        methods = nil
    }

    /// A built-in provider.
    init(
        _ name: String, fields: [String], signature: String, isProvider: Bool = true,
        methods: MethodTable? = nil, construct: @escaping Construct
    ) {
        self.fields = fields.map { Field(name: $0, type: nil, fallback: .required) }
        documentation = ""
        slots = Self.slots(self.fields)
        self.construct = construct
        self.signature = Signature(function: name, signature)
        self.isProvider = isProvider
        self.methods = methods
        id = .builtin(name)
    }

    var name: String { id?.name ?? "provider" }

    /// Whether `provider()` made it: it is not built in.
    var isDeclared: Bool { construct == nil }

    func slot(_ name: String) -> Int? { slots[name] }

    /// Told the name; the first one stays.
    func export(name: String, module: String) {
        guard id == nil else { return }
        id = ProviderID(module: module, name: name)
        signature = Signature(
            function: name,
            parameters: fields.map { field in
                if case .required = field.fallback {
                    Signature.Parameter(field.name, kind: .namedOnly)
                } else {
                    Signature.Parameter(field.name, kind: .namedOnly, default: .absent)
                }
            })
    }

    /// Makes an instance from the arguments of a call.
    func instance(
        _ arguments: Arguments, in evaluation: inout Evaluation
    ) throws -> ProviderInstance {
        if let construct {
            return ProviderInstance(self, values: try construct(arguments, &evaluation))
        }
        guard id != nil else {
            throw Failure(
                "The result of `provider()` must be assigned to a top-level variable before it "
                    + "can be called")
        }
        var values: [Value] = []
        values.reserveCapacity(fields.count)
        for (slot, field) in fields.enumerated() {
            guard let value = arguments.optional(slot) else {
                values.append(try field.fallback.value(in: &evaluation))
                continue
            }
            if let type = field.type, !type.matches(value) {
                throw Failure(
                    "Field `\(field.name)` of provider `\(name)` must be of type `\(type.name)`, "
                        + "but got `\(value.shortRepr)` of type `\(value.typeName)`")
            }
            values.append(value)
        }
        return ProviderInstance(self, values: values)
    }

    private static func slots(_ fields: [Field]) -> [String: Int] {
        var slots: [String: Int] = [:]
        for (slot, field) in fields.enumerated() { slots[field.name] = slot }
        return slots
    }

    private static let unnamed = Signature(function: "provider", "*args, **kwargs")
}

extension ProviderDefinition.Fallback {
    func value(in evaluation: inout Evaluation) throws -> Value {
        switch self {
        case .required: preconditionFailure("binding arguments gives required fields a value")
        case .value(let value): evaluation.adopt(value)
        case .tuple(let parts): evaluation.tuple(try parts.map { try $0.value(in: &evaluation) })
        case .emptyList: evaluation.list([])
        case .emptyDict: try evaluation.dict([])
        }
    }
}
