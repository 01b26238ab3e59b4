import Starlark

/// A variable of a file, whichever function uses it.
enum Variable: Hashable {
    case local(FunctionID, Int)
    case global(Int)
}

/// Where a value of a variable comes from.
indirect enum Source {
    case value(ExpressionID)
    /// Declared: by an annotation of the variable.
    case annotation(ExpressionID)
    case parameter(Parameter)
    /// An element of what a loop goes over.
    case element(Source)
    /// One of so many parts of what is taken apart.
    case part(Source, index: Int, count: Int)
    case augmented(BinaryOperator, target: ExpressionID, value: ExpressionID)
    case function(FunctionID)
    case load(path: String, name: String)
}

/// Finds, for each variable of a file, where its values come from.
struct SourceCollector {
    struct Entry {
        var source: Source
        /// The function whose names the source uses.
        var owner: FunctionID
    }

    private let tree: SyntaxTree
    private let resolution: Resolution
    private var function = FunctionID.module
    private(set) var entries: [Variable: [Entry]] = [:]
    /// Variables in the order in which they are first bound.
    private(set) var order: [Variable] = []
    /// By the expression assigned: the name it is assigned to.
    private(set) var names: [ExpressionID: String] = [:]

    init(_ program: Program) {
        (tree, resolution) = (program.tree, program.resolution)
        collect(FunctionID.module)
    }

    private mutating func collect(_ id: FunctionID) {
        let outer = function
        function = id
        for parameter in tree[tree[id].parameters] {
            add(.parameter(parameter), to: parameter.name, owner: outer)
        }
        switch tree[id].body {
        case .block(let body): collect(body)
        case .expression(let value): collect(value)
        }
        function = outer
    }

    private mutating func add(_ source: Source, to name: ExpressionID, owner: FunctionID? = nil) {
        let binding = resolution[name]
        let variable: Variable
        switch binding.scope {
        case .local, .cell: variable = .local(function, binding.index)
        case .global: variable = .global(binding.index)
        default: return
        }
        if entries[variable] == nil { order.append(variable) }
        entries[variable, default: []].append(Entry(source: source, owner: owner ?? function))
    }

    private mutating func assign(_ target: ExpressionID, _ source: Source) {
        switch tree[target] {
        case .name: add(source, to: target)
        case .tuple(let elements), .list(let elements):
            for (index, element) in tree[elements].enumerated() {
                assign(element, .part(source, index: index, count: elements.count))
            }
        default: collect(target)
        }
    }

    private mutating func collect(_ block: Run<StatementID>) {
        for id in tree[block] { collect(id) }
    }

    private mutating func collect(_ id: StatementID) {
        switch tree[id] {
        case .expression(let value): collect(value)
        case .assign(let target, let value):
            collect(value)
            if let name = tree.name(target) { names[value] = name }
            assign(target, .value(value))
        case .annotatedAssign(let target, let annotation, let value):
            collect(value)
            if let name = tree.name(target) { names[value] = name }
            assign(target, .annotation(annotation))
        case .augmentedAssign(let operation, let target, let value):
            collect(value)
            assign(target, .augmented(operation, target: target, value: value))
        case .define(let function):
            var parts: [ExpressionID] = []
            tree.forEachDefault(of: function) { parts.append($0) }
            for part in parts { collect(part) }
            if let name = tree[function].name { add(.function(function), to: name) }
            collect(function)
        case .return(let value):
            if let value { collect(value) }
        case .conditional(let branches):
            for branch in tree[branches] {
                if let condition = branch.condition { collect(condition) }
                collect(branch.body)
            }
        case .loop(let target, let iterable, let body):
            collect(iterable)
            assign(target, .element(.value(iterable)))
            collect(body)
        case .load(let load):
            let path = tree.string(of: tree[load].path)
            for loaded in tree[tree[load].names] {
                let name = tree.names.string(loaded.exported)
                add(.load(path: path, name: name), to: loaded.local)
            }
        case .pass, .break, .continue: break
        }
    }

    /// Only comprehensions and lambdas bind names within expressions.
    private mutating func collect(_ id: ExpressionID) {
        switch tree[id] {
        case .lambda(let function):
            var parts: [ExpressionID] = []
            tree.forEachDefault(of: function) { parts.append($0) }
            for part in parts { collect(part) }
            collect(function)
        case .comprehension(let comprehension):
            for clause in tree[tree[comprehension].clauses] {
                switch clause {
                case .loop(let target, let iterable):
                    collect(iterable)
                    assign(target, .element(.value(iterable)))
                case .condition(let condition): collect(condition)
                }
            }
            if let key = tree[comprehension].key { collect(key) }
            collect(tree[comprehension].body)
        default:
            var children: [ExpressionID] = []
            tree.forEachChild(of: id) { children.append($0) }
            for child in children { collect(child) }
        }
    }
}
