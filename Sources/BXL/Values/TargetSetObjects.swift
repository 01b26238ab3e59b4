import Analysis
import GraphQueries
import Loading
import Query
import Starlark

/// A node of a graph that scripts see as an object.
protocol ScriptNode: QueryNode {
    /// The node as scripts see it.
    var object: NativeObject { get }

    /// The node that a value stands for; nil if it stands for something else.
    static func node(_ value: Value) -> Self?
}

extension TargetQueryNode: ScriptNode {
    var object: NativeObject { TargetNodeObject(self) }

    static func node(_ value: Value) -> Self? { value.native(as: TargetNodeObject.self)?.node }
}

extension ConfiguredQueryNode: ScriptNode {
    var object: NativeObject { ConfiguredTargetNodeObject(self) }

    static func node(_ value: Value) -> Self? {
        value.native(as: ConfiguredTargetNodeObject.self)?.node
    }
}

extension ActionQueryNode: ScriptNode {
    var object: NativeObject { ActionQueryNodeObject(self) }

    static func node(_ value: Value) -> Self? {
        value.native(as: ActionQueryNodeObject.self)?.node
    }
}

/// `bxl.UnconfiguredTargetSet`: targets before configuration.
typealias TargetSetObject = NodeSetObject<TargetQueryNode>
/// `bxl.ConfiguredTargetSet`: targets in configurations.
typealias ConfiguredTargetSetObject = NodeSetObject<ConfiguredQueryNode>
/// A set of actions and analyses, which an action query finds.
typealias ActionSetObject = NodeSetObject<ActionQueryNode>

/// A set of the nodes that queries of one kind find.
final class NodeSetObject<Node: ScriptNode>: NativeObject {
    let set: TargetSet<Node>

    init(_ set: TargetSet<Node>) { self.set = set }

    override var typeName: String { "target_set" }
    override var isTruthy: Bool { !self.set.nodes.isEmpty }
    override func length(this: Value) -> Int? { set.count }

    override func elements(this: Value, in evaluation: inout Evaluation) throws -> Value? {
        evaluation.list(objects: set.nodes.map(\.object))
    }

    override func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        evaluation.object(set.nodes[try position(index, count: set.count)].object)
    }

    override func contains(_ value: Value, this: Value) throws -> Bool? {
        Node.node(value).map { set.contains($0.label) }
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: Self.self) else { return false }
        return set.isEqual(to: other.set)
    }

    override func binary(
        _ operation: BinaryOperation, _ other: Value, isReversed: Bool, this: Value,
        in evaluation: inout Evaluation
    ) throws -> Value? {
        guard !isReversed, let other = other.native(as: Self.self),
            let result = set.combined(operation, with: other.set)
        else { return nil }
        return evaluation.object(NodeSetObject(result))
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(set.text)
    }
}

extension TargetSet {
    /// Whether two sets have the same members, in whatever order.
    fileprivate func isEqual(to other: TargetSet) -> Bool {
        count == other.count && labels.allSatisfy(other.contains)
    }

    /// The union, the difference or the intersection, as an operator says.
    fileprivate func combined(_ operation: BinaryOperation, with other: TargetSet) -> TargetSet? {
        switch operation {
        case .add, .bitOr: union(other)
        case .subtract: TargetSet(nodes.filter { !other.contains($0.label) })
        case .bitAnd: TargetSet(nodes.filter { other.contains($0.label) })
        default: nil
        }
    }

    fileprivate var text: String {
        "[" + labels.map(\.description).joined(separator: ", ") + "]"
    }
}

/// A place in a sequence of `count`, from its end if the index is negative.
///
/// - Throws: When there is no such place.
func position(_ index: Value, count: Int) throws -> Int {
    guard let number = index.asInt else {
        throw Failure("An index must be an int, but is of type `\(index.typeName)`")
    }
    let position = number < 0 ? number + count : number
    guard position >= 0, position < count else {
        throw Failure("Index `\(number)` is out of bound: there are \(count) elements")
    }
    return position
}

extension Evaluation {
    /// Makes a list of native objects.
    mutating func list(objects: [NativeObject]) -> Value {
        var values: [Value] = []
        values.reserveCapacity(objects.count)
        for object in objects { values.append(self.object(object)) }
        return list(values)
    }
}
