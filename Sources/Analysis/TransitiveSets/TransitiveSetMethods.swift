import BuildModel
import Starlark

/// The methods of transitive sets.
enum TransitiveSetMethods {
    static let table = MethodTable([
        NativeFunction("project_as_args", "projection, /, *, ordering = \"preorder\"") {
            arguments, evaluation in
            let set = try arguments.receiver(as: TransitiveSetObject.self)
            let index = try index(
                of: try arguments.string(0), in: set.shape.argumentProjections,
                "args projection", of: set)
            return evaluation.object(
                TransitiveSetProjectionObject(
                    arguments.receiver, shape: set.shape, kind: .arguments, index: index,
                    ordering: try ordering(arguments, 1)))
        },
        NativeFunction("project_as_json", "projection, /, *, ordering = \"preorder\"") {
            arguments, evaluation in
            let set = try arguments.receiver(as: TransitiveSetObject.self)
            let index = try index(
                of: try arguments.string(0), in: set.shape.jsonProjections, "json projection",
                of: set)
            return evaluation.object(
                TransitiveSetProjectionObject(
                    arguments.receiver, shape: set.shape, kind: .json, index: index,
                    ordering: try ordering(arguments, 1)))
        },
        NativeFunction("reduce", "reduction, /") { arguments, _ in
            let set = try arguments.receiver(as: TransitiveSetObject.self)
            return set.reductions[
                try index(
                    of: try arguments.string(0), in: set.shape.reductions, "reduction", of: set)]
        },
        NativeFunction("traverse", "*, ordering = \"preorder\"") { arguments, evaluation in
            let set = try arguments.receiver(as: TransitiveSetObject.self)
            var values: [Value] = []
            try ordering(arguments, 0).visit(set) { set in
                if let node = set.node { values.append(node.value) }
            }
            return evaluation.list(values)
        },
    ])

    private static func index(
        of name: String, in names: [String], _ noun: String, of set: TransitiveSetObject
    ) throws -> Int {
        if let index = names.firstIndex(of: name) { return index }
        throw Failure(
            "Transitive set `\(set.shape.name ?? "transitive_set")` has no \(noun) `\(name)`"
                + Failure.suggestion(for: name, among: names))
    }

    private static func ordering(_ arguments: Arguments, _ slot: Int) throws -> TransitiveOrdering {
        let name = try arguments.string(slot)
        if let ordering = TransitiveOrdering(rawValue: name) { return ordering }
        let names = TransitiveOrdering.allCases.map(\.rawValue)
        throw Failure(
            "Unknown ordering `\(name)`" + Failure.suggestion(for: name, among: names),
            help: ["There are \(backquoted(names))"])
    }
}
