/// `namespace(a = …)`: names for values, such as the functions of a library.
///
/// Unlike a struct it has a type of its own, is not compared by its fields and cannot be hashed.
final class Namespace: NativeObject {
    static let function = NativeFunction("namespace", "**kwargs", type: LibraryType.namespace) {
        arguments, evaluation in
        evaluation.object(Namespace(arguments[0]))
    }

    /// A dict.
    let fields: Value

    init(_ fields: Value) { self.fields = fields }

    /// The names and what they stand for.
    var members: TableView { TableView(fields.object) }

    override var typeName: String { "namespace" }

    override var attributeNames: [String] { members.compactMap(\.key.asString) }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? { members[name] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("namespace(")
        for (position, entry) in members.enumerated() {
            if position > 0 { buffer.append(", ") }
            buffer.append(str: entry.key)
            buffer.append("=")
            buffer.append(repr: entry.value)
        }
        buffer.append(")")
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        Namespace(try freezer.freeze(fields))
    }
}
