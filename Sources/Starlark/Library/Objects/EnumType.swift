/// What is known of an enum type by all its elements, frozen or not.
final class EnumIdentity: TypeValue, @unchecked Sendable {
    // Unchecked: the exported name is written once, by the thread that evaluates the module and
    // before its values are frozen and shared; everything else is constant.
    let elements: [String]
    private(set) var exportedName: String?

    init(elements: [String]) {
        self.elements = elements
        super.init("enum")
    }

    override var name: String { exportedName ?? "enum" }

    func export(as name: String) {
        if exportedName == nil { exportedName = name }
    }

    override func matches(_ value: Value) -> Bool {
        value.native(as: EnumElement.self)?.identity === self
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: EnumIdentity.self) === self
    }
}

/// `enum("red", "green")`: a type whose elements are made from their names.
final class EnumType: NativeObject {
    static let function = NativeFunction("enum", "*args") { arguments, evaluation in
        var seen: Set<String> = []
        let given = try arguments.sequence(0)
        for value in given {
            guard let name = value.asString else {
                throw arguments.mismatch(0, "strings", got: value)
            }
            guard seen.insert(name).inserted else {
                throw Failure(
                    "The elements of an `enum` must be distinct, but `\(name)` is repeated")
            }
        }
        let identity = EnumIdentity(elements: given.compactMap(\.asString))
        var elements: [Value] = []
        for (index, name) in given.enumerated() {
            elements.append(evaluation.object(EnumElement(identity, index: index, name: name)))
        }
        return evaluation.object(EnumType(identity, elements))
    }

    private static let signature = Signature(function: "enum", "value, /")

    let identity: EnumIdentity
    let elements: [Value]

    init(_ identity: EnumIdentity, _ elements: [Value]) {
        self.identity = identity
        self.elements = elements
    }

    override var typeName: String { "function" }

    override var annotation: TypeValue? { identity }

    override var callSignature: Signature? { EnumType.signature }

    override func call(_ arguments: Arguments, in evaluation: inout Evaluation) throws -> Value {
        if identity.matches(arguments[0]) { return arguments[0] }
        let name = try arguments.string(0)
        guard let index = identity.elements.firstIndex(of: name) else {
            throw Failure(
                "Unknown element `\(name)` of enum `\(identity.name)`"
                    + Failure.suggestion(for: name, among: identity.elements))
        }
        return elements[index]
    }

    override var attributeNames: [String] { identity.elements + ["values"] }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        if let index = identity.elements.firstIndex(of: name) { return elements[index] }
        return name == "type" ? evaluation.string(identity.name) : nil
    }

    override func method(_ name: String) -> NativeFunction? {
        name == "values" ? EnumType.values : nil
    }

    private static let values = NativeFunction("values", "") { arguments, evaluation in
        guard let type = arguments.receiver.native(as: EnumType.self) else {
            throw Failure("A value of type `\(arguments.receiver.typeName)` is not an enum type")
        }
        return evaluation.list(strings: type.identity.elements)
    }

    override func length(this: Value) -> Int? { elements.count }

    override func elements(this: Value, in evaluation: inout Evaluation) throws -> Value? {
        evaluation.tuple(elements)
    }

    override func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        guard let number = index.asInt else {
            throw Failure(
                "The index of an enum must be an int, but got `\(index.shortRepr)` of type "
                    + "`\(index.typeName)`")
        }
        let position = number < 0 ? number + elements.count : number
        guard elements.indices.contains(position) else {
            throw Failure(
                "Index \(number) is out of range for an enum of \(elements.count) elements")
        }
        return elements[position]
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("enum(")
        for (position, name) in identity.elements.enumerated() {
            if position > 0 { buffer.append(", ") }
            withUTF8Bytes(name) { buffer.append(quoted: $0) }
        }
        buffer.append(")")
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: EnumType.self)?.identity === identity
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        EnumType(identity, try freezer.freeze(elements))
    }

    override func export(name: String, module: String) throws {
        identity.export(as: name)
    }
}

/// An element of an enum type.
final class EnumElement: NativeObject {
    let identity: EnumIdentity
    let index: Int
    /// A string.
    let name: Value

    init(_ identity: EnumIdentity, index: Int, name: Value) {
        self.identity = identity
        self.index = index
        self.name = name
    }

    override var typeName: String { "enum" }

    override var attributeNames: [String] { ["index", "value"] }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "index": Value(small: index)
        case "value": self.name
        default: nil
        }
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let element = other.native(as: EnumElement.self) else { return false }
        return element.identity === identity && element.index == index
    }

    override func hash(_ this: Value) throws -> Int { Int(StringView(name.object).hash) }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(identity.name)
        buffer.append("(")
        buffer.append(repr: name)
        buffer.append(")")
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        EnumElement(identity, index: index, name: try freezer.freeze(name))
    }
}
