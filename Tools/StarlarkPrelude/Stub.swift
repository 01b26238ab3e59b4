import Starlark

/// Stands for whatever a build adds to the language: it has every attribute, can be called with
/// anything, takes part in every operator and, in an annotation, is a type of all values.
final class Stub: NativeObject, @unchecked Sendable {
    // Unchecked as the name is all that is stored and constant.

    /// How the value was come by, such as `attrs.string`.
    let name: String

    init(_ name: String) { self.name = name }

    override var typeName: String { name }
    override var annotation: TypeValue? { Stub.type }
    override var callSignature: Signature? { Stub.signature }

    private static let type = TypeValue("stub") { _ in true }
    private static let signature = Signature(function: "stub", "*args, **kwargs")

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        evaluation.object(Stub("\(self.name).\(name)"))
    }

    override func call(_ arguments: Arguments, in evaluation: inout Evaluation) throws -> Value {
        evaluation.object(Stub("\(name)()"))
    }

    override func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        evaluation.object(Stub("\(name)[]"))
    }

    override func binary(
        _ operation: BinaryOperation, _ other: Value, isReversed: Bool, this: Value,
        in evaluation: inout Evaluation
    ) throws -> Value? { this }

    override func elements(this: Value, in evaluation: inout Evaluation) throws -> Value? {
        evaluation.tuple([])
    }

    override func length(this: Value) -> Int? { 0 }

    override func contains(_ value: Value, this: Value) throws -> Bool? { false }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: Stub.self) === self
    }

    override func hash(_ this: Value) throws -> Int { name.utf8.count }

    override func write(into buffer: inout TextBuffer, this: Value) { buffer.append(name) }
}
