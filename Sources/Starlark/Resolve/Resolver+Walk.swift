/// The two walks over statements and expressions; see `Resolver`.
extension Resolver {
    // MARK: Declaring what statements bind

    mutating func declare(_ block: Run<StatementID>) {
        for index in block.range {
            switch tree[tree.blocks[index]] {
            case .assign(let target, _), .annotatedAssign(let target, _, _),
                .augmentedAssign(_, let target, _):
                declare(target: target)
            case .define(let id):
                if let name = tree[id].name { declare(target: name) }
            case .conditional(let branches):
                for index in branches.range { declare(tree.branches[index].body) }
            case .loop(let target, _, let body):
                declare(target: target)
                declare(body)
            case .load(let id):
                for index in tree[id].names.range {
                    declareGlobal(tree.loadedNames[index].local, isLoaded: true)
                }
            case .expression, .return, .pass, .break, .continue: break
            }
        }
    }

    private mutating func declare(target: ExpressionID) {
        switch tree[target] {
        case .name(let name):
            if stack.isEmpty {
                declareGlobal(target, isLoaded: false)
            } else {
                _ = declareLocal(name)
            }
        case .tuple(let elements), .list(let elements):
            for index in elements.range { declare(target: tree.children[index]) }
        default: break
        }
    }

    // MARK: Resolving in the order of execution

    mutating func resolve(_ block: Run<StatementID>) {
        for index in block.range { resolve(tree[tree.blocks[index]]) }
    }

    private mutating func resolve(_ statement: Statement) {
        switch statement {
        case .expression(let value): resolve(value)
        case .assign(let target, let value):
            resolve(value)
            assign(target)
        case .annotatedAssign(let target, let annotation, let value):
            resolve(annotation)
            resolve(value)
            assign(target)
        case .augmentedAssign(_, let target, let value):
            if case .name = tree[target] {
                // The variable is read before the value is evaluated.
                bind(target, reads: true)
                resolve(value)
            } else {
                resolve(target)
                resolve(value)
            }
        case .define(let id):
            resolveFunction(id)
            if let name = tree[id].name { bind(name) }
        case .return(let value):
            if let value { resolve(value) }
            leaveUnreachable()
        case .conditional(let branches): resolveConditional(branches)
        case .loop(let target, let iterable, let body):
            resolve(iterable)
            let before = (stack[current].assigned, assignedGlobals)
            assign(target)
            resolve(body)
            (stack[current].assigned, assignedGlobals) = before
        case .load(let id):
            for index in tree[id].names.range { bind(tree.loadedNames[index].local) }
        case .break, .continue: leaveUnreachable()
        case .pass: break
        }
    }

    private mutating func leaveUnreachable() {
        stack[current].assigned.isUnreachable = true
        // Only the file's own code assigns globals.
        if current == 0 { assignedGlobals.isUnreachable = true }
    }

    private mutating func resolveConditional(_ branches: Run<Branch>) {
        var joined = AssignedSet()
        joined.isUnreachable = true
        var joinedGlobals = joined
        var hasElse = false
        for index in branches.range {
            let branch = tree.branches[index]
            if let condition = branch.condition { resolve(condition) } else { hasElse = true }
            let before = (stack[current].assigned, assignedGlobals)
            resolve(branch.body)
            joined.formIntersection(stack[current].assigned)
            joinedGlobals.formIntersection(assignedGlobals)
            (stack[current].assigned, assignedGlobals) = before
        }
        if !hasElse {
            joined.formIntersection(stack[current].assigned)
            joinedGlobals.formIntersection(assignedGlobals)
        }
        stack[current].assigned = joined
        assignedGlobals = joinedGlobals
    }

    private mutating func assign(_ target: ExpressionID) {
        switch tree[target] {
        case .name: bind(target)
        case .tuple(let elements), .list(let elements):
            for index in elements.range { assign(tree.children[index]) }
        default: resolve(target)
        }
    }

    // MARK: Expressions

    mutating func resolve(_ id: ExpressionID) {
        switch tree[id] {
        case .name(let name): use(id, name)
        case .integer, .bigInteger, .float, .string, .bytes, .ellipsis: break
        case .formattedString(let parts), .tuple(let parts), .list(let parts),
            .dictionary(let parts):
            for index in parts.range { resolve(tree.children[index]) }
        case .formatted(let value, _), .unary(_, let value), .attribute(let value, _):
            resolve(value)
        case .binary(_, let left, let right), .and(let left, let right), .or(let left, let right),
            .index(let left, let right):
            resolve(left)
            resolve(right)
        case .conditional(let condition, let then, let otherwise):
            resolve(condition)
            resolve(then)
            resolve(otherwise)
        case .slice(let object, let slice):
            resolve(object)
            let bounds = tree[slice]
            if let start = bounds.start { resolve(start) }
            if let stop = bounds.stop { resolve(stop) }
            if let step = bounds.step { resolve(step) }
        case .call(let callee, let arguments):
            resolve(callee)
            for index in arguments.range { resolve(tree.arguments[index].value) }
        case .lambda(let function): resolveFunction(function)
        case .comprehension(let comprehension): resolveComprehension(comprehension)
        }
    }

    private mutating func resolveComprehension(_ id: ComprehensionID) {
        let comprehension = tree[id]
        let firstVariable = variables.count
        let clauses = comprehension.clauses.range
        // The first iterable belongs outside.
        if case .loop(_, let iterable) = tree.clauses[clauses.lowerBound] { resolve(iterable) }
        // All variables are the comprehension's from here on, whichever clause binds them.
        let firstSlot = stack[current].scope.locals.count
        for index in clauses {
            if case .loop(let target, _) = tree.clauses[index] {
                declareComprehension(target, since: firstVariable)
            }
        }
        let slots = firstSlot..<stack[current].scope.locals.count
        comprehensions[id.index] = Int32(slots.lowerBound)..<Int32(slots.upperBound)
        for index in clauses {
            switch tree.clauses[index] {
            case .loop(let target, let iterable):
                if index > clauses.lowerBound { resolve(iterable) }
                assign(target)
            case .condition(let condition): resolve(condition)
            }
        }
        if let key = comprehension.key { resolve(key) }
        resolve(comprehension.body)
        hideVariables(since: firstVariable)
    }

    /// Makes variables of a comprehension, which hide others of the function they stand in.
    private mutating func declareComprehension(_ target: ExpressionID, since first: Int) {
        switch tree[target] {
        case .name(let name):
            if innermost[name.index] >= Int32(first) { return }
            let slot = stack[current].scope.locals.count
            stack[current].scope.locals.append(.init(name: name, isCaptured: false))
            addVariable(name, slot: slot)
        case .tuple(let elements), .list(let elements):
            for index in elements.range {
                declareComprehension(tree.children[index], since: first)
            }
        default: break
        }
    }
}
