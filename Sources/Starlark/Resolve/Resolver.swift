import Diagnostics

/// Finds out what each name of a file means.
///
/// # Scopes
///
/// Starlark has four kinds of variables. *Universal* names are there without being defined: `len`,
/// or `cxx_library` in a `BUCK` file. *Global* variables belong to the file: whatever its
/// statements assign outside functions, its `def`s, and what it `load`s. *Local* variables belong
/// to one call of a function: its parameters and whatever is assigned anywhere in its body. The
/// variables of a *comprehension* are seen in the comprehension only; its first iterable is
/// evaluated outside, so that `[x for x in x]` has two meanings of `x`.
///
/// A name means the innermost of these. An assignment always binds in the innermost function, or
/// in the file; there is no way to assign to a variable of an enclosing function.
///
/// # Why one pass cannot do
///
/// Whether a name is local to a function depends on the whole body:
///
///     x = 1
///     def f():
///         print(x)    # the local x, not yet assigned: an error when it runs
///         x = 2
///
/// So each function is walked twice: `declare` looks at its statements alone and makes a variable
/// of each name that they bind; only then does `resolve` walk everything in the order in which it
/// runs and look the names up. The file itself is treated likewise, which lets functions use
/// globals that come later in the file.
///
/// # Closures
///
/// A nested function may use variables of the functions around it after they have returned, and
/// sees later assignments to them. Such a variable lives in a *cell*: a box on the heap that both
/// functions share. That a variable needs one is known only when the use in the nested function
/// is met, perhaps after uses outside it, so local uses are noted and corrected at the end of
/// the function. A function takes cells only from the function directly around it; what comes
/// from further out is passed on through all functions between, each of which captures it:
///
///     def f(x):               # x is a cell
///         def g():            # g captures cell 0 of f
///             def h():        # h captures capture 0 of g
///                 return x
///
/// A variable of a comprehension that is captured gets a new cell each time the comprehension
/// starts, though not for each iteration, as in Python.
///
/// # Unbound variables
///
/// Reading a variable before it is assigned is an error that only running can find. To spare most
/// reads the check, `resolve` knows at each point which variables have certainly been assigned:
/// paths that meet keep what all of them have assigned, the body of a loop may not run at all, and
/// after `return`, `break` or `continue` nothing runs. A function sees what has been assigned where
/// it is defined, for it cannot run earlier.
///
/// # Files and universals
///
/// What is universal depends on the file that the program is run as, while its meaning otherwise
/// does not. So names that the file does not define are only listed here, and
/// `Resolution.unknownNames` compares them with those that exist.
struct Resolver: ~Copyable {
    /// A variable of a function; those in scope form a chain for each name.
    struct Variable: BitwiseCopyable {
        var name: NameID
        /// The depth of the function it belongs to.
        var depth: Int32
        var slot: Int32
        /// The variable of the same name that it hides.
        var hidden: Int32
    }

    /// A function that is being walked.
    struct FunctionState {
        var id: FunctionID
        var scope = Resolution.FunctionScope()
        var assigned = AssignedSet()
        /// By capture: the variable.
        var captured: [Int32] = []
        /// Uses of locals, to be corrected if the local turns out to be captured.
        var uses: [(use: ExpressionID, slot: Int32)] = []
    }

    let tree: SyntaxTree
    var bindings: [Binding]
    var functions: [Resolution.FunctionScope]
    var parents: [FunctionID]
    var comprehensions: [Range<Int32>]
    var globals: [Resolution.Global] = []
    var universals: [Resolution.Universal] = []
    var assignedGlobals = AssignedSet()
    /// Globals that the file may use though it does not define them: a session's.
    let sessionNames: Set<String>

    // By name: the global, the universal, and the innermost variable, or -1.
    var globalOf: [Int32]
    var universalOf: [Int32]
    var innermost: [Int32]

    var variables: [Variable] = []
    /// The functions around the current point; the first is the file.
    var stack: [FunctionState] = []

    /// Resolves a file that has parsed without errors.
    ///
    /// - Parameters:
    ///   - tree: The file.
    ///   - sessionNames: What of these it uses and does not define becomes a global of it.
    /// - Returns: What its names mean.
    static func resolve(_ tree: SyntaxTree, sessionNames: Set<String> = []) -> Resolution {
        var resolver = Resolver(tree, sessionNames)
        resolver.resolveModule()
        return Resolution(
            bindings: resolver.bindings, functions: resolver.functions, globals: resolver.globals,
            universals: resolver.universals, comprehensions: resolver.comprehensions,
            parents: resolver.parents)
    }

    private init(_ tree: SyntaxTree, _ sessionNames: Set<String>) {
        self.tree = tree
        self.sessionNames = sessionNames
        bindings = Array(repeating: .none, count: tree.expressions.count)
        functions = Array(repeating: .init(), count: tree.functions.count)
        parents = Array(repeating: .module, count: tree.functions.count)
        comprehensions = Array(repeating: 0..<0, count: tree.comprehensions.count)
        globalOf = Array(repeating: -1, count: tree.names.count)
        universalOf = globalOf
        innermost = globalOf
    }

    private mutating func resolveModule() {
        guard case .block(let body) = tree[FunctionID.module].body else { return }
        declare(body)
        stack.append(FunctionState(id: .module))
        resolve(body)
        finishFunction()
    }

    var current: Int { stack.count - 1 }

    // MARK: Functions

    mutating func resolveFunction(_ id: FunctionID) {
        let function = tree[id]
        // Defaults and types belong to the code around the function.
        for index in function.parameters.range {
            let parameter = tree.parameters[index]
            if let value = parameter.defaultValue { resolve(value) }
            if let annotation = parameter.annotation { resolve(annotation) }
        }
        if let result = function.result { resolve(result) }

        parents[id.index] = stack[current].id
        stack.append(FunctionState(id: id))
        let firstVariable = variables.count
        for index in function.parameters.range {
            let name = tree.parameters[index].name
            bindLocal(name, to: declareLocal(nameID(name)))
        }
        switch function.body {
        case .expression(let value): resolve(value)
        case .block(let block):
            declare(block)
            resolve(block)
        }
        hideVariables(since: firstVariable)
        finishFunction()
    }

    private mutating func finishFunction() {
        guard let state = stack.popLast() else { return }
        for (use, slot) in state.uses where state.scope.locals[Int(slot)].isCaptured {
            let binding = bindings[use.index]
            bindings[use.index] = Binding(
                .cell, binding.index, mayBeUnbound: binding.mayBeUnbound)
        }
        functions[state.id.index] = state.scope
    }

    // MARK: Declaring

    func nameID(_ id: ExpressionID) -> NameID {
        guard case .name(let name) = tree[id] else {
            preconditionFailure("the parser makes a name of everything that is bound")
        }
        return name
    }

    /// Makes a variable in the current function unless the name is one already.
    ///
    /// - Returns: The slot.
    mutating func declareLocal(_ name: NameID) -> Int {
        let existing = innermost[name.index]
        if existing >= 0, variables[Int(existing)].depth == Int32(current) {
            return Int(variables[Int(existing)].slot)
        }
        let slot = stack[current].scope.locals.count
        stack[current].scope.locals.append(.init(name: name, isCaptured: false))
        addVariable(name, slot: slot)
        return slot
    }

    mutating func addVariable(_ name: NameID, slot: Int) {
        variables.append(
            Variable(
                name: name, depth: Int32(current), slot: Int32(slot),
                hidden: innermost[name.index]))
        innermost[name.index] = Int32(variables.count - 1)
    }

    mutating func hideVariables(since first: Int) {
        while variables.count > first {
            let variable = variables.removeLast()
            innermost[variable.name.index] = variable.hidden
        }
    }

    mutating func declareGlobal(_ target: ExpressionID, isLoaded: Bool) {
        let name = nameID(target)
        let existing = globalOf[name.index]
        if existing >= 0 {
            // Loading a name and assigning to it, too, makes it the file's own.
            if isLoaded { return }
            globals[Int(existing)].isLoaded = false
            globals[Int(existing)].isExported = !isPrivate(name)
            return
        }
        globalOf[name.index] = Int32(globals.count)
        globals.append(
            .init(
                name: name, definition: target, isLoaded: isLoaded,
                isExported: !isLoaded && !isPrivate(name)))
    }

    private func isPrivate(_ name: NameID) -> Bool {
        tree.names.utf8(name).first == UInt8(ascii: "_")
    }

    // MARK: Binding

    /// Notes that a name is assigned here.
    mutating func bindLocal(_ target: ExpressionID, to slot: Int) {
        bindings[target.index] = Binding(.local, slot, mayBeUnbound: false)
        stack[current].uses.append((target, Int32(slot)))
        stack[current].assigned.insert(slot)
    }

    /// Notes that a name is assigned by a statement: a local, or a global of the file.
    ///
    /// Before an assignment like `+=`, the name is also read.
    mutating func bind(_ target: ExpressionID, reads: Bool = false) {
        let name = nameID(target)
        let variable = innermost[name.index]
        if variable >= 0, variables[Int(variable)].depth == Int32(current) {
            let slot = Int(variables[Int(variable)].slot)
            let isBound = !reads || stack[current].assigned.contains(slot)
            bindLocal(target, to: slot)
            bindings[target.index] = Binding(.local, slot, mayBeUnbound: !isBound)
            return
        }
        let global = Int(globalOf[name.index])
        let isBound = !reads || assignedGlobals.contains(global)
        bindings[target.index] = Binding(.global, global, mayBeUnbound: !isBound)
        assignedGlobals.insert(global)
    }

    /// Finds the meaning of a name that is read.
    mutating func use(_ id: ExpressionID, _ name: NameID) {
        let variable = innermost[name.index]
        if variable >= 0 {
            return useVariable(id, Int(variable))
        }
        let global = Int(globalOf[name.index])
        if global >= 0 {
            let isBound = assignedGlobals.contains(global)
            bindings[id.index] = Binding(.global, global, mayBeUnbound: !isBound)
            return
        }
        if universalOf[name.index] < 0 {
            if !sessionNames.isEmpty, sessionNames.contains(tree.names.string(name)) {
                globalOf[name.index] = Int32(globals.count)
                globals.append(
                    .init(name: name, definition: id, isLoaded: false, isExported: false))
                bindings[id.index] = Binding(.global, globals.count - 1, mayBeUnbound: true)
                return
            }
            universalOf[name.index] = Int32(universals.count)
            universals.append(.init(name: name, use: id, function: stack[current].id))
        }
        let universal = Int(universalOf[name.index])
        bindings[id.index] = Binding(.universal, universal, mayBeUnbound: false)
    }

    private mutating func useVariable(_ id: ExpressionID, _ index: Int) {
        let variable = variables[index]
        let depth = Int(variable.depth)
        let slot = Int(variable.slot)
        let isBound = stack[depth].assigned.contains(slot)
        if depth == current {
            bindings[id.index] = Binding(.local, slot, mayBeUnbound: !isBound)
            stack[current].uses.append((id, Int32(slot)))
            return
        }
        stack[depth].scope.locals[slot].isCaptured = true
        var source = Resolution.Capture.Source.cell(slot)
        var capture = 0
        for inner in depth + 1...current {
            capture = captureIndex(Int32(index), variable.name, source, in: inner)
            source = .captured(capture)
        }
        bindings[id.index] = Binding(.captured, capture, mayBeUnbound: !isBound)
    }

    private mutating func captureIndex(
        _ variable: Int32, _ name: NameID, _ source: Resolution.Capture.Source, in depth: Int
    ) -> Int {
        if let known = stack[depth].captured.firstIndex(of: variable) { return known }
        stack[depth].captured.append(variable)
        stack[depth].scope.captures.append(.init(name: name, source: source))
        return stack[depth].captured.count - 1
    }
}
