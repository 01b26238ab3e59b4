/// What is known of a record type by all its instances, frozen or not.
///
/// Two types are the same if their identities are the same object.
final class RecordIdentity: TypeValue, @unchecked Sendable {
    // Unchecked: the exported name is written once, by the thread that evaluates the module and
    // before its values are frozen and shared; everything else is constant.
    let fields: [String]
    private(set) var exportedName: String?

    init(fields: [String]) {
        self.fields = fields
        super.init("record")
    }

    override var name: String { exportedName ?? "record" }

    var recordName: String { exportedName ?? "anon" }

    func export(as name: String) {
        if exportedName == nil { exportedName = name }
    }

    override func matches(_ value: Value) -> Bool {
        value.native(as: Record.self)?.identity === self
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: RecordIdentity.self) === self
    }
}

/// What `field(type, default)` returns.
final class RecordField: NativeObject {
    static let function = NativeFunction("field", "type, /, default?") { arguments, evaluation in
        let type = try TypeAnnotations.require(arguments[0])
        let fallback = arguments.optional(1)
        if let fallback, !type.matches(fallback) {
            throw Failure(
                "The default of a `field` must be of type `\(type.name)`, but got "
                    + "`\(fallback.shortRepr)` of type `\(fallback.typeName)`")
        }
        return evaluation.object(RecordField(type, default: fallback))
    }

    let type: TypeValue
    let fallback: Value?

    init(_ type: TypeValue, default fallback: Value?) {
        self.type = type
        self.fallback = fallback
    }

    override var typeName: String { "field" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        write(into: &buffer)
    }

    func write(into buffer: inout TextBuffer) {
        buffer.append("field(")
        buffer.append(type.name)
        if let fallback {
            buffer.append(", ")
            buffer.append(repr: fallback)
        }
        buffer.append(")")
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        try frozen(&freezer)
    }

    func frozen(_ freezer: inout Freezer) throws -> RecordField {
        RecordField(type, default: try fallback.map { try freezer.freeze($0) })
    }
}

/// `record(host = str, port = field(int, 80))`: a type whose instances have typed fields.
final class RecordType: NativeObject {
    static let function = NativeFunction("record", "**kwargs") { arguments, evaluation in
        var names: [String] = []
        var fields: [RecordField] = []
        for (name, value) in try arguments.dict(0) {
            names.append(name.str)
            fields.append(
                try value.native(as: RecordField.self)
                    ?? RecordField(TypeAnnotations.require(value), default: nil))
        }
        return evaluation.object(RecordType(RecordIdentity(fields: names), fields))
    }

    let identity: RecordIdentity
    let fields: [RecordField]
    /// By field, as trivial values for quick calls: kinds that are right, and defaults.
    private let kinds: [KindSet]
    private let fallbacks: [Value]
    private let signature: Signature
    /// The signature with the name of the record, from when it has one.
    private var namedSignature: Signature?

    init(_ identity: RecordIdentity, _ fields: [RecordField]) {
        self.identity = identity
        self.fields = fields
        kinds = fields.map(\.type.kinds)
        fallbacks = fields.map { $0.fallback ?? .unbound }
        let parameters = zip(identity.fields, fields).map { name, field in
            Signature.Parameter(
                name, kind: .namedOnly, default: field.fallback == nil ? .required : .absent)
        }
        signature = Signature(function: identity.name, parameters: parameters)
    }

    override var typeName: String { "function" }

    override var annotation: TypeValue? { identity }

    override var callSignature: Signature? { namedSignature ?? signature }

    override var attributeNames: [String] { ["type"] }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        name == "type" ? evaluation.string(identity.name) : nil
    }

    override func call(_ arguments: Arguments, in evaluation: inout Evaluation) throws -> Value {
        let values = evaluation.heap.uninitializedTuple(count: kinds.count)
        for slot in 0..<kinds.count {
            let given = arguments[slot]
            let value = given.isUnbound ? fallbacks[slot] : given
            if !kinds[slot].contains(value: value) { try check(value, slot) }
            values.base[slot] = value
        }
        return evaluation.object(Record(identity, Value(object: values.object)))
    }

    private func check(_ value: Value, _ slot: Int) throws {
        let type = fields[slot].type
        guard !type.matches(value) else { return }
        throw Failure(
            "Field `\(identity.fields[slot])` of record `\(identity.name)` must be of type "
                + "`\(type.name)`, but got `\(value.shortRepr)` of type `\(value.typeName)`")
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("record(")
        for (position, field) in fields.enumerated() {
            if position > 0 { buffer.append(", ") }
            buffer.append(identity.fields[position])
            buffer.append("=")
            field.write(into: &buffer)
        }
        buffer.append(")")
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: RecordType.self)?.identity === identity
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        RecordType(identity, try fields.map { try $0.frozen(&freezer) })
    }

    override func export(name: String, module: String) throws {
        identity.export(as: name)
        if namedSignature == nil {
            namedSignature = Signature(function: identity.name, parameters: signature.parameters)
        }
    }
}

/// An instance of a record type.
final class Record: NativeObject {
    let identity: RecordIdentity
    /// A tuple with one value a field, in order of declaration.
    let values: Value

    init(_ identity: RecordIdentity, _ values: Value) {
        self.identity = identity
        self.values = values
    }

    /// The values of the fields in order of declaration.
    var elements: ElementsView { TupleView(values.object).elements }

    override var typeName: String { "record" }

    override var attributeNames: [String] { identity.fields }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        identity.fields.firstIndex(of: name).map { elements[$0] }
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let record = other.native(as: Record.self), record.identity === identity else {
            return false
        }
        return try Equality.equal(values, record.values)
    }

    override func hash(_ this: Value) throws -> Int { Int(try Hashing.hash(values)) }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("record[\(identity.recordName)](")
        for (position, value) in elements.enumerated() {
            if position > 0 { buffer.append(", ") }
            buffer.append(identity.fields[position])
            buffer.append("=")
            buffer.append(repr: value)
        }
        buffer.append(")")
    }

    override var prettyParts: PrettyParts? {
        PrettyParts(
            open: "record[\(identity.recordName)](", close: ")",
            elements: zip(identity.fields, elements).map { ("\($0)=", $1) })
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        Record(identity, try freezer.freeze(values))
    }
}
