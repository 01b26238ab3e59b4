import Diagnostics
import Starlark

/// Rules about the statements of the file itself.
extension LintFile {
    mutating func checkModule() {
        checkLoadPlaces()
        checkRepeatedGlobals()
    }

    private mutating func checkLoadPlaces() {
        var first: StatementID?
        for id in tree.topLevel {
            switch tree[id] {
            case .load:
                guard let first else { continue }
                report(
                    .misplacedLoad, "`load` after other statements",
                    at: tree.range(of: id).range,
                    notes: [.init("the first of them", at: tree.span(tree.range(of: first)))],
                    help: ["move it to the top of the file"])
            case .expression(let value) where tree.literal(value) != nil: break
            default: first = first ?? id
            }
        }
    }

    private struct Definition {
        var place: ExpressionID
        var isLoad: Bool
        var exported = ""
        var path = ""
    }

    /// A name has one meaning in a file; a loaded name may be assigned to itself, which exports it.
    private mutating func checkRepeatedGlobals() {
        var defined: [String: Definition] = [:]
        var exported: Set<String> = []
        for id in tree.topLevel {
            switch tree[id] {
            case .load(let load):
                for loaded in tree[tree[load].names] {
                    let definition = Definition(
                        place: loaded.local, isLoad: true,
                        exported: tree.names.string(loaded.exported),
                        path: tree.string(of: tree[load].path))
                    define(definition, &defined)
                }
            case .define(let function):
                if let name = tree[function].name {
                    define(Definition(place: name, isLoad: false), &defined)
                }
            case .assign(let target, let value), .annotatedAssign(let target, _, let value):
                if let name = tree.name(target), name == tree.name(value),
                    defined[name]?.isLoad == true, exported.insert(name).inserted
                {
                    continue
                }
                var places: [ExpressionID] = []
                tree.forEachName(in: target) { places.append($0) }
                for place in places { define(Definition(place: place, isLoad: false), &defined) }
            default: break
            }
        }
    }

    private mutating func define(
        _ definition: Definition, _ defined: inout [String: Definition]
    ) {
        guard let name = tree.name(definition.place) else { return }
        guard let old = defined[name] else {
            defined[name] = definition
            return
        }
        let note = Diagnostic.Note("first defined here", at: tree.span(of: old.place))
        guard old.isLoad, definition.isLoad else {
            return report(
                .duplicateTopLevelAssign, "`\(name)` is assigned again", at: definition.place,
                notes: [note], help: ["give it another name"])
        }
        let isSame = (old.path, old.exported) == (definition.path, definition.exported)
        report(
            .duplicateLoad, "`\(name)` is loaded again\(isSame ? "" : " from elsewhere")",
            at: definition.place, notes: [note],
            help: [isSame ? "remove it" : "load it by another name: `other = \"\(name)\"`"])
    }
}
