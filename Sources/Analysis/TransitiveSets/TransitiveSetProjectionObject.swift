import BuildModel
import Starlark

/// What `project_as_args` and `project_as_json` make: a projection of all of a set, in an order.
final class TransitiveSetProjectionObject: NativeObject {
    enum Kind {
        case arguments
        case json
    }

    /// The value of the set.
    let value: Value
    let shape: TransitiveSetShape
    let kind: Kind
    let index: Int
    let ordering: TransitiveOrdering

    init(
        _ value: Value, shape: TransitiveSetShape, kind: Kind, index: Int,
        ordering: TransitiveOrdering
    ) {
        self.value = value
        self.shape = shape
        self.kind = kind
        self.index = index
        self.ordering = ordering
    }

    /// The set, looked up in the value, which freezing maps.
    var set: TransitiveSetObject {
        guard let set = value.native(as: TransitiveSetObject.self) else {
            preconditionFailure("a projection is of a transitive set")
        }
        return set
    }

    /// The projection as a part of a command line.
    func element() throws -> ArgumentElement {
        let set = set
        if !set.isFrozen { return .set(set, projection: index, ordering) }
        return try ArgumentElement.set(set, projection: index, ordering).frozen()
    }

    private var name: String {
        kind == .arguments ? shape.argumentProjections[index] : shape.jsonProjections[index]
    }

    override var typeName: String {
        kind == .arguments ? "TransitiveSetArgsProjection" : "TransitiveSetJsonProjection"
    }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "projection_name": evaluation.string(self.name)
        case "transitive_set": value
        default: nil
        }
    }

    override var attributeNames: [String] {
        ["projection_name", "transitive_set"] + Self.methods.names
    }

    private static let methods = MethodTable([
        NativeFunction("traverse", "") { arguments, evaluation in
            let projection = try arguments.receiver(as: TransitiveSetProjectionObject.self)
            return try projection.list(in: &evaluation)
        }
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("TransitiveSetProjection(\(name), \(shape.name ?? "transitive_set"))")
    }

    /// The projected values.
    private func list(in evaluation: inout Evaluation) throws -> Value {
        var values: [Value] = []
        ordering.visit(set) { set in
            guard let node = set.node else { return }
            values.append(
                kind == .arguments ? node.argumentValues[index] : node.json[index])
        }
        return evaluation.list(values)
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        TransitiveSetProjectionObject(
            try freezer.freeze(value), shape: shape, kind: kind, index: index, ordering: ordering)
    }
}
