import Starlark

/// Follows the values of variables through a file.
///
/// A read uses the assignments whose values can reach it; what no read uses has been assigned in
/// vain. For each variable the state knows those assignments, and whether one of them has certainly
/// happened. Paths that meet put their assignments together; a path that has ended (by `return`,
/// `fail`, `break`) says nothing about certainty. The body of a loop is walked twice, for a value
/// may be read in the next round, and only the second walk reports.
struct VariableFlow {
    /// A variable of the function being walked, or a global of the file.
    enum Variable: Hashable {
        case local(Int)
        case global(Int)
    }

    enum Kind {
        case load
        case parameter
        case assignment
        /// One of several names that a tuple is assigned to; the first of them.
        case unpacking(ExpressionID)
        case loop
    }

    struct Definition {
        var place: ExpressionID
        var kind: Kind
        var variable: Variable
        var function: FunctionID
    }

    /// A read of a variable that may have no value, or certainly has none.
    struct UnboundRead {
        var place: ExpressionID
        var isCertain: Bool
    }

    private struct Reaching {
        var isCertain: Bool
        var places: Set<ExpressionID>
    }

    private struct State {
        var variables: [Variable: Reaching] = [:]
        var isDead = false
    }

    private let tree: SyntaxTree
    private let resolution: Resolution
    private var state = State()
    private var function = FunctionID.module
    private var loopDepth = 0
    private var silence = 0

    private(set) var definitions: [Definition] = []
    private var defined: Set<ExpressionID> = []
    /// Assignments that a read uses.
    private(set) var used: Set<ExpressionID> = []
    /// Globals that functions read.
    private(set) var globalsReadLater: Set<Int> = []
    /// Reads of local variables.
    private(set) var reads: Set<ExpressionID> = []
    private(set) var unboundReads: [UnboundRead] = []
    private var reported: Set<ExpressionID> = []

    init(_ program: Program) {
        (tree, resolution) = (program.tree, program.resolution)
    }

    /// Walks the whole file.
    mutating func walk() {
        walk(FunctionID.module)
    }

    private mutating func walk(_ id: FunctionID) {
        let outer = (state, function, loopDepth)
        (state, function, loopDepth) = (State(), id, 0)
        for parameter in tree[tree[id].parameters] {
            define(parameter.name, .parameter)
        }
        switch tree[id].body {
        case .block(let body): walk(body)
        case .expression(let value): read(value)
        }
        (state, function, loopDepth) = outer
    }

    // MARK: Variables

    private func variable(_ id: ExpressionID) -> Variable? {
        let binding = resolution[id]
        switch binding.scope {
        case .local, .cell: return .local(binding.index)
        case .global: return function == .module ? .global(binding.index) : nil
        default: return nil
        }
    }

    private mutating func define(_ place: ExpressionID, _ kind: Kind) {
        guard let variable = variable(place) else { return }
        if !state.isDead, defined.insert(place).inserted {
            definitions.append(
                Definition(place: place, kind: kind, variable: variable, function: function))
        }
        state.variables[variable] = Reaching(isCertain: true, places: [place])
    }

    private mutating func use(_ place: ExpressionID) {
        guard let variable = variable(place) else {
            if resolution[place].scope == .global {
                globalsReadLater.insert(resolution[place].index)
            }
            return
        }
        if case .local = variable { reads.insert(place) }
        let reaching = state.variables[variable]
        if let reaching { used.formUnion(reaching.places) }
        guard silence == 0, !state.isDead, reaching?.isCertain != true,
            reported.insert(place).inserted
        else { return }
        unboundReads.append(UnboundRead(place: place, isCertain: reaching == nil))
    }

    private mutating func assign(_ target: ExpressionID, _ kind: Kind) {
        switch tree[target] {
        case .name: define(target, kind)
        case .tuple(let elements), .list(let elements):
            var elementKind = kind
            if case .assignment = kind, let first = tree[elements].first {
                elementKind = .unpacking(first)
            }
            for element in tree[elements] { assign(element, elementKind) }
        default: read(target)
        }
    }

    // MARK: Expressions

    private mutating func read(_ id: ExpressionID) {
        switch tree[id] {
        case .name: use(id)
        case .lambda(let function):
            readDefaults(of: function)
            walk(function)
        case .comprehension(let comprehension):
            for clause in tree[tree[comprehension].clauses] {
                switch clause {
                case .loop(let target, let iterable):
                    read(iterable)
                    assign(target, .loop)
                case .condition(let condition): read(condition)
                }
            }
            if let key = tree[comprehension].key { read(key) }
            read(tree[comprehension].body)
        default:
            var children: [ExpressionID] = []
            tree.forEachChild(of: id) { children.append($0) }
            for child in children { read(child) }
        }
    }

    private mutating func readDefaults(of id: FunctionID) {
        var parts: [ExpressionID] = []
        tree.forEachDefault(of: id) { parts.append($0) }
        for part in parts { read(part) }
    }

    // MARK: Statements

    private mutating func walk(_ block: Run<StatementID>) {
        for id in tree[block] { walk(id) }
    }

    private mutating func walk(_ id: StatementID) {
        switch tree[id] {
        case .expression(let value):
            read(value)
            if tree.isFail(value, resolution) { state.isDead = true }
        case .assign(let target, let value):
            read(value)
            assign(target, .assignment)
        case .annotatedAssign(let target, let annotation, let value):
            read(annotation)
            read(value)
            assign(target, .assignment)
        case .augmentedAssign(_, let target, let value):
            // What is changed in place has been used by that.
            read(target)
            read(value)
            if tree.name(target) != nil {
                assign(target, .assignment)
                used.insert(target)
            }
        case .define(let function):
            readDefaults(of: function)
            if let name = tree[function].name { define(name, .assignment) }
            walk(function)
        case .return(let value):
            if let value { read(value) }
            state.isDead = true
        case .conditional(let branches): walkBranches(branches)
        case .loop(let target, let iterable, let body):
            read(iterable)
            walkLoop(target, body)
        case .load(let load):
            for loaded in tree[tree[load].names] { define(loaded.local, .load) }
        case .break, .continue: state.isDead = true
        case .pass: break
        }
    }

    private mutating func walkBranches(_ branches: Run<Branch>) {
        var joined: State?
        for branch in tree[branches] {
            if let condition = branch.condition { read(condition) }
            let before = state
            walk(branch.body)
            joined = joined.map { VariableFlow.join($0, state) } ?? state
            state = before
        }
        if tree[branches].last?.condition != nil {
            joined = joined.map { VariableFlow.join($0, state) }
        }
        if let joined { state = joined }
    }

    private mutating func walkLoop(_ target: ExpressionID, _ body: Run<StatementID>) {
        loopDepth += 1
        let rounds = loopDepth > 5 ? 1 : 2
        for round in 1...rounds {
            let isLast = round == rounds
            if !isLast { silence += 1 }
            let before = state
            assign(target, .loop)
            walk(body)
            state.isDead = before.isDead
            state = VariableFlow.join(before, state)
            // The body may not run at all.
            for variable in state.variables.keys {
                state.variables[variable]?.isCertain =
                    before.variables[variable]?.isCertain ?? false
            }
            if !isLast { silence -= 1 }
        }
        loopDepth -= 1
    }

    private static func join(_ left: State, _ right: State) -> State {
        var result = State(isDead: left.isDead && right.isDead)
        for (variable, reaching) in left.variables {
            let other = right.variables[variable]
            let isCertain =
                (left.isDead || reaching.isCertain) && (right.isDead || other?.isCertain ?? false)
            result.variables[variable] = Reaching(
                isCertain: isCertain, places: reaching.places.union(other?.places ?? []))
        }
        for (variable, reaching) in right.variables where left.variables[variable] == nil {
            result.variables[variable] = Reaching(
                isCertain: left.isDead && (right.isDead || reaching.isCertain),
                places: reaching.places)
        }
        return result
    }
}
