import Analysis
import Loading
import Query
import Starlark

/// `bxl.UnconfiguredTargetSet`: targets before configuration.
final class TargetSetObject: NativeObject {
    let set: TargetSet<TargetQueryNode>

    init(_ set: TargetSet<TargetQueryNode>) { self.set = set }

    override var typeName: String { "target_set" }
    override var isTruthy: Bool { !self.set.nodes.isEmpty }
    override func length(this: Value) -> Int? { set.count }

    override func elements(this: Value, in evaluation: inout Evaluation) throws -> Value? {
        evaluation.list(objects: set.nodes.map(TargetNodeObject.init))
    }

    override func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        let node = set.nodes[try position(index, count: set.count)]
        return evaluation.object(TargetNodeObject(node))
    }

    override func contains(_ value: Value, this: Value) throws -> Bool? {
        value.native(as: TargetNodeObject.self).map { set.contains($0.node.label) }
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: TargetSetObject.self) else { return false }
        return set.isEqual(to: other.set)
    }

    override func binary(
        _ operation: BinaryOperation, _ other: Value, isReversed: Bool, this: Value,
        in evaluation: inout Evaluation
    ) throws -> Value? {
        guard !isReversed, let other = other.native(as: TargetSetObject.self),
            let result = set.combined(operation, with: other.set)
        else { return nil }
        return evaluation.object(TargetSetObject(result))
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(set.text)
    }
}

/// `bxl.ConfiguredTargetSet`: targets in configurations.
final class ConfiguredTargetSetObject: NativeObject {
    let set: TargetSet<ConfiguredQueryNode>

    init(_ set: TargetSet<ConfiguredQueryNode>) { self.set = set }

    override var typeName: String { "target_set" }
    override var isTruthy: Bool { !self.set.nodes.isEmpty }
    override func length(this: Value) -> Int? { set.count }

    override func elements(this: Value, in evaluation: inout Evaluation) throws -> Value? {
        evaluation.list(objects: set.nodes.map(ConfiguredTargetNodeObject.init))
    }

    override func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        let node = set.nodes[try position(index, count: set.count)]
        return evaluation.object(ConfiguredTargetNodeObject(node))
    }

    override func contains(_ value: Value, this: Value) throws -> Bool? {
        value.native(as: ConfiguredTargetNodeObject.self).map { set.contains($0.node.label) }
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: ConfiguredTargetSetObject.self) else { return false }
        return set.isEqual(to: other.set)
    }

    override func binary(
        _ operation: BinaryOperation, _ other: Value, isReversed: Bool, this: Value,
        in evaluation: inout Evaluation
    ) throws -> Value? {
        guard !isReversed, let other = other.native(as: ConfiguredTargetSetObject.self),
            let result = set.combined(operation, with: other.set)
        else { return nil }
        return evaluation.object(ConfiguredTargetSetObject(result))
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(set.text)
    }
}

/// A set of actions and analyses, which an action query finds.
final class ActionSetObject: NativeObject {
    let set: ActionNodeSet

    init(_ set: ActionNodeSet) { self.set = set }

    override var typeName: String { "target_set" }
    override var isTruthy: Bool { !self.set.nodes.isEmpty }
    override func length(this: Value) -> Int? { set.count }

    override func elements(this: Value, in evaluation: inout Evaluation) throws -> Value? {
        evaluation.list(objects: set.nodes.map(ActionQueryNodeObject.init))
    }

    override func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        let node = set.nodes[try position(index, count: set.count)]
        return evaluation.object(ActionQueryNodeObject(node))
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: ActionSetObject.self) else { return false }
        return set.isEqual(to: other.set)
    }

    override func binary(
        _ operation: BinaryOperation, _ other: Value, isReversed: Bool, this: Value,
        in evaluation: inout Evaluation
    ) throws -> Value? {
        guard !isReversed, let other = other.native(as: ActionSetObject.self),
            let result = set.combined(operation, with: other.set)
        else { return nil }
        return evaluation.object(ActionSetObject(result))
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
