import BuildModel
import Incremental
import Starlark

/// `TransitiveSet`: a node of a graph of values that targets share without copying.
///
/// While its rule runs, a set holds the parts of its projections; when the rule has returned, each
/// projection becomes one node, made once, of a graph that needs no Starlark.
final class TransitiveSetObject: NativeObject, TransitiveNode {
    /// The value of a set, and what the projections made of it.
    struct Node {
        let value: Value
        let arguments: [ArgumentElement]
        let argumentValues: [Value]
        let json: [Value]
    }

    let shape: TransitiveSetShape
    /// The identity of the first args projection; the others follow.
    let identity: CommandLineSet.Identity
    let definition: Value
    let node: Node?
    let reductions: [Value]
    /// The values of the sets below this one, left to right.
    let childValues: [Value]
    /// One for each projection, made when first asked for after the rule has returned; a frozen set
    /// has all of them.
    private var known: Fingerprint??
    private(set) var isFrozen = false
    private var argumentSets: [CommandLineSet?]
    private var jsonSets: [JSONContentSet?]

    init(
        _ shape: TransitiveSetShape, identity: CommandLineSet.Identity, definition: Value,
        node: Node?, reductions: [Value], childValues: [Value]
    ) {
        self.shape = shape
        self.identity = identity
        self.definition = definition
        self.node = node
        self.reductions = reductions
        self.childValues = childValues
        argumentSets = Array(repeating: nil, count: shape.argumentProjections.count)
        jsonSets = Array(repeating: nil, count: shape.jsonProjections.count)
    }

    /// The sets below this one; looked up in the values, which freezing maps.
    var children: [TransitiveSetObject] {
        childValues.compactMap { $0.native(as: TransitiveSetObject.self) }
    }

    /// What an args projection made of the value.
    func argument(ofProjection index: Int) -> ArgumentElement? { node?.arguments[index] }

    /// The graph of an args projection.
    ///
    /// Called when the rule has returned.
    func argumentSet(_ index: Int) throws -> CommandLineSet {
        let make = { (set: TransitiveSetObject, children: [CommandLineSet]) in
            CommandLineSet(
                value: try set.node.map { CommandLine([try $0.arguments[index].resolve()]) },
                children: children,
                identity: CommandLineSet.Identity(
                    owner: set.identity.owner, index: set.identity.index + index))
        }
        return try resolve(
            get: { $0.argumentSets[index] }, set: { $0.argumentSets[index] = $1 }, make: make)
    }

    /// The graphs of all args projections, in the order of their identities.
    ///
    /// Called when the rule has returned.
    func allArgumentSets() throws -> [CommandLineSet] {
        try argumentSets.indices.map { try argumentSet($0) }
    }

    /// The graph of a json projection.
    ///
    /// Called when the rule has returned.
    func jsonSet(_ index: Int) throws -> JSONContentSet {
        let make = { (set: TransitiveSetObject, children: [JSONContentSet]) in
            JSONContentSet(
                value: try set.node.map { try jsonContent($0.json[index]) }, children: children)
        }
        return try resolve(
            get: { $0.jsonSets[index] }, set: { $0.jsonSets[index] = $1 }, make: make)
    }

    /// What stands for this set and all below it, once the rule has returned; nothing if that
    /// cannot be said.
    func fingerprint() throws -> Fingerprint? {
        try resolve(get: { $0.known }, set: { $0.known = .some($1) }, make: Self.fingerprint)
    }

    private static func fingerprint(
        _ set: TransitiveSetObject, _ children: [Fingerprint?]
    ) throws -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        for name in set.shape.identity { fingerprinter.combine(name) }
        fingerprinter.combine(set.identity.owner)
        fingerprinter.combine(set.identity.index)
        fingerprinter.combine(children.count)
        for child in children {
            guard let child else { return nil }
            fingerprinter.combine(child)
        }
        let values = (set.node.map { [$0.value] + $0.argumentValues + $0.json } ?? [])
        guard
            let own = try ValueFingerprinter.fingerprint(values + set.reductions, of: "node")
        else { return nil }
        fingerprinter.combine(set.node != nil)
        fingerprinter.combine(own)
        return fingerprinter.finish()
    }

    /// Makes what is missing below this set, children first, without recursion.
    private func resolve<Result>(
        get: (TransitiveSetObject) -> Result?, set: (TransitiveSetObject, Result) -> Void,
        make: (TransitiveSetObject, [Result]) throws -> Result
    ) throws -> Result {
        if let result = get(self) { return result }
        var stack = [self]
        while let top = stack.last {
            let children = top.children
            let missing = children.filter { get($0) == nil }
            if missing.isEmpty {
                if get(top) == nil { set(top, try make(top, children.compactMap(get))) }
                stack.removeLast()
            } else {
                stack += missing
            }
        }
        guard let result = get(self) else { preconditionFailure("the root was made last") }
        return result
    }

    override var typeName: String { "TransitiveSet" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "value": node?.value ?? Value.none
        case "children": evaluation.list(childValues)
        case "definition": definition
        default: nil
        }
    }

    override var attributeNames: [String] {
        ["children", "definition", "value"] + TransitiveSetMethods.table.names
    }

    override func method(_ name: String) -> NativeFunction? { TransitiveSetMethods.table[name] }

    override func equals(_ other: Value, this: Value) throws -> Bool { other === this }
    override func hash(_ this: Value) throws -> Int { shape.name.hashValue }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(shape.name ?? "transitive_set")
        buffer.append("(")
        if let node {
            buffer.append("value=")
            buffer.append(repr: node.value)
            buffer.append(", ")
        }
        buffer.append("\(childValues.count) children)")
    }

    func summary(ofProjection index: Int) -> String {
        let name = shape.argumentProjections[index]
        return "TransitiveSetProjection(\(name), \(shape.name ?? "transitive_set"))"
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        var frozenNode: Node?
        if let node {
            frozenNode = Node(
                value: try freezer.freeze(node.value),
                arguments: try node.arguments.map { try $0.frozen() },
                argumentValues: try freezer.freeze(node.argumentValues),
                json: try freezer.freeze(node.json))
        }
        let frozen = TransitiveSetObject(
            shape, identity: identity, definition: try freezer.freeze(definition),
            node: frozenNode,
            reductions: try freezer.freeze(reductions),
            childValues: try freezer.freeze(childValues))
        frozen.argumentSets = try allArgumentSets()
        frozen.jsonSets = try jsonSets.indices.map { try jsonSet($0) }
        frozen.known = .some(try fingerprint())
        frozen.isFrozen = true
        return frozen
    }
}
