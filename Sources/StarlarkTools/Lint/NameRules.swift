import Diagnostics
import Starlark

/// Rules about variables: unused ones, unassigned ones, and what they are called.
extension LintFile {
    mutating func checkNames() {
        var flow = VariableFlow(program)
        flow.walk()
        for read in flow.unboundReads.sorted(by: { $0.place.rawValue < $1.place.rawValue }) {
            guard let name = tree.name(read.place) else { continue }
            if read.isCertain {
                report(.usingUnassigned, "`\(name)` has no value here yet", at: read.place)
            } else {
                report(
                    .usingMaybeUndefined, "`\(name)` may have no value here", at: read.place,
                    help: ["assign to it on every path that leads here"])
            }
        }
        checkUnused(flow)
        if rules.contains(.shadowedName) || rules.contains(.underscoreDefinition)
            || rules.contains(.usingIgnored)
        {
            checkUnderscores(flow)
        }
    }

    // MARK: Unused

    private mutating func checkUnused(_ flow: VariableFlow) {
        var usedGlobals = flow.globalsReadLater
        var usedPatterns: Set<ExpressionID> = []
        for definition in flow.definitions where flow.used.contains(definition.place) {
            if case .global(let index) = definition.variable { usedGlobals.insert(index) }
            if case .unpacking(let first) = definition.kind { usedPatterns.insert(first) }
        }
        var reportedGlobals: Set<Int> = []
        for definition in flow.definitions {
            guard let name = tree.name(definition.place) else { continue }
            switch definition.variable {
            case .global(let index):
                guard !usedGlobals.contains(index), reportedGlobals.insert(index).inserted else {
                    continue
                }
            case .local(let slot):
                // What an inner function captures is there for it, whenever it runs.
                guard !flow.used.contains(definition.place), !name.hasPrefix("_"),
                    !resolution[definition.function].locals[slot].isCaptured
                else { continue }
            }
            reportUnused(definition, name, usedPatterns)
        }
    }

    private mutating func reportUnused(
        _ definition: VariableFlow.Definition, _ name: String, _ usedPatterns: Set<ExpressionID>
    ) {
        var isGlobal = false
        if case .global = definition.variable { isGlobal = true }
        switch definition.kind {
        case .load:
            report(
                .unusedLoad, "`\(name)` is loaded and not used", at: definition.place,
                help: ["remove it, or write `# @unused` behind it"])
        case .parameter:
            report(
                .unusedArgument, "Parameter `\(name)` is not used", at: definition.place,
                help: ["call it `_\(name)` if it has to be there"])
        case .loop where !isGlobal:
            report(
                .unusedLoopVariable, "Loop variable `\(name)` is not used", at: definition.place,
                help: ["call it `_`"])
        case .unpacking(let first) where usedPatterns.contains(first): break
        case .unpacking(let first) where first != definition.place: break
        case .loop: break
        case .assignment, .unpacking:
            if isGlobal, kind == .module, !name.hasPrefix("_") { return }
            report(
                .unusedAssign, "The value assigned to `\(name)` is not used", at: definition.place,
                help: ["remove the assignment, or call the variable `_`"])
        }
    }

    // MARK: What variables are called

    private mutating func checkUnderscores(_ flow: VariableFlow) {
        let fileNames = Set(resolution.globals.map { tree.names.string($0.name) })
        var seen: Set<String> = []
        for definition in flow.definitions {
            guard case .local(let slot) = definition.variable,
                let name = tree.name(definition.place), name != "_"
            else { continue }
            if seen.insert("\(definition.function.rawValue) \(slot)").inserted {
                checkShadow(definition, name, fileNames)
            }
        }
        for statement in tree.statements { checkUnderscore(statement) }
        for id in tree.expressionIDs {
            guard let name = tree.name(id), isIgnored(name), flow.reads.contains(id) else {
                continue
            }
            report(
                .usingIgnored, "`\(name)` is used, though its name says that it is not", at: id,
                help: ["name it without the underscore"])
        }
    }

    private mutating func checkShadow(
        _ definition: VariableFlow.Definition, _ name: String, _ fileNames: Set<String>
    ) {
        if fileNames.contains(name) {
            let global = resolution.globals.first { tree.names.string($0.name) == name }
            report(
                .shadowedName, "`\(name)` hides a name of the file", at: definition.place,
                notes: global.map { [.init("this one", at: tree.span(of: $0.definition))] } ?? [],
                help: ["give it another name"])
        } else if globals?[name] != nil {
            report(
                .shadowedName, "`\(name)` hides a built-in name", at: definition.place,
                help: ["give it another name"])
        }
    }

    private mutating func checkUnderscore(_ statement: Statement) {
        let place: ExpressionID
        switch statement {
        case .define(let function):
            guard let name = tree[function].name else { return }
            place = name
        case .assign(let target, let value):
            guard tree.name(target) != nil, !isPlain(value) else { return }
            place = target
        default: return
        }
        guard let name = tree.name(place), isIgnored(name), resolution[place].scope != .global
        else {
            return
        }
        report(
            .underscoreDefinition, "`\(name)` is named like something to ignore", at: place,
            help: ["name it without the underscore"])
    }

    private func isPlain(_ value: ExpressionID) -> Bool {
        switch tree[value] {
        case .name: true
        case .tuple(let elements): tree[elements].allSatisfy { tree.name($0) != nil }
        default: false
        }
    }

    private func isIgnored(_ name: String) -> Bool {
        name.hasPrefix("_") && !(name.hasPrefix("__") && name.hasSuffix("__"))
    }
}
