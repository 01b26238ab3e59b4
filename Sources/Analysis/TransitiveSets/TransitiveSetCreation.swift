import BuildModel
import Diagnostics
import Starlark

extension TransitiveSetObject {
    /// Makes a set: `ctx.actions.tset(definition, value = …, children = […])`.
    ///
    /// Projections and reductions run at once, so that a mistake in one is reported where the set
    /// is made.
    static func make(
        definition: Value, value: Value?, children: [Value], in scope: AnalysisScope,
        _ evaluation: inout Evaluation
    ) throws -> TransitiveSetObject {
        guard let type = definition.native(as: TransitiveSetDefinition.self) else {
            throw Failure(
                "`tset` needs what `transitive_set()` made, but got `\(definition.shortRepr)` of "
                    + "type `\(definition.typeName)`")
        }
        let shape = type.shape
        guard let name = shape.name else {
            throw Failure(
                "The result of `transitive_set()` must be assigned to a top-level variable before "
                    + "it can be used")
        }
        var sets: [TransitiveSetObject] = []
        for child in children {
            guard let set = child.native(as: TransitiveSetObject.self) else {
                throw Failure(
                    "Child `\(child.shortRepr)` of transitive set `\(name)` is of type "
                        + "`\(child.typeName)`, not a transitive set")
            }
            guard set.shape.isSame(as: shape) else {
                throw Failure(
                    "Child of transitive set `\(name)` is a `\(set.shape.name ?? "transitive_set")`"
                )
            }
            sets.append(set)
        }
        var node: Node?
        if let value { node = try type.project(value, name: name, in: &evaluation) }
        var reductions: [Value] = []
        for (index, function) in type.reductionFunctions.enumerated() {
            let below = evaluation.list(sets.map { $0.reductions[index] })
            reductions.append(
                try evaluation.call(function, positional: [below, value ?? .none], named: []))
        }
        let set = TransitiveSetObject(
            shape, identity: scope.nextSet, definition: definition, node: node,
            reductions: reductions, childValues: children)
        scope.register(set)
        return set
    }
}

extension TransitiveSetDefinition {
    fileprivate func project(
        _ value: Value, name: String, in evaluation: inout Evaluation
    ) throws -> TransitiveSetObject.Node {
        var arguments: [ArgumentElement] = []
        var argumentValues: [Value] = []
        for (projection, function) in zip(shape.argumentProjections, argumentFunctions) {
            let result = try evaluation.call(function, positional: [value], named: [])
            var elements: [ArgumentElement] = []
            do {
                try appendArguments(result, to: &elements)
            } catch var failure as Failure {
                failure.notes.append(
                    .init("Args projection `\(projection)` of `\(name)` returned it"))
                throw failure
            }
            arguments.append(
                elements.count == 1
                    ? elements[0] : .arguments(CmdArgsObject(elements: elements)))
            argumentValues.append(result)
        }
        var json: [Value] = []
        for function in jsonFunctions {
            json.append(try evaluation.call(function, positional: [value], named: []))
        }
        return TransitiveSetObject.Node(
            value: value, arguments: arguments, argumentValues: argumentValues, json: json)
    }
}
