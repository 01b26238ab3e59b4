import Diagnostics
import Starlark

/// The walk that reports: each statement once, in the order of the file.
extension Inference {
    mutating func check() {
        isReporting = true
        check(FunctionID.module)
        isReporting = false
    }

    private mutating func check(_ id: FunctionID) {
        guard case .block(let body) = tree[id].body else { return }
        let outer = function
        function = id
        check(body)
        function = outer
    }

    private mutating func check(_ block: Run<StatementID>) {
        var isDead = false
        for id in tree[block] {
            whileDead(isDead) { $0.check(id) }
            if case .conditional(let branches) = tree[id], alwaysEnds(branches) { isDead = true }
        }
    }

    private mutating func check(_ branches: Run<Branch>) {
        var isDead = false
        for branch in tree[branches] {
            var certainty: Bool?
            if let condition = branch.condition {
                _ = infer(condition, isDead: isDead)
                certainty = self.certainty(of: condition)
            }
            whileDead(isDead || certainty == false) { $0.check(branch.body) }
            if certainty == true { isDead = true }
        }
    }

    /// Whether the branch that certainly runs is one that nothing runs after.
    private mutating func alwaysEnds(_ branches: Run<Branch>) -> Bool {
        for branch in tree[branches] {
            switch branch.condition.map({ certainty(of: $0) }) ?? true {
            case true?: return ends(branch.body)
            case false?: continue
            case nil: return false
            }
        }
        return false
    }

    private mutating func check(_ id: StatementID) {
        switch tree[id] {
        case .expression(let value): _ = infer(value)
        case .assign(let target, let value):
            checkUnpacking(target, infer(value))
            checkTarget(target)
        case .annotatedAssign(let target, let annotation, let value):
            let type = infer(value)
            let declared = self.annotation(annotation)
            checkTarget(target)
            guard !type.mayBe(declared) else { return }
            let name = tree.name(target) ?? tree.span(of: target).text
            report(
                .wrongAssignedType, "\(StaticType.mismatch(declared, type)) in `\(name)`",
                at: value,
                notes: [.init("declared here", at: tree.span(of: annotation))])
        case .augmentedAssign(let operation, let target, let value):
            let (left, right) = (infer(target), infer(value))
            guard augmented(operation, left, right) == nil else { return }
            report(
                .wrongOperand,
                "Operator `\(operation.spelling)=` is not defined between `\(left)` and "
                    + "`\(right)`", at: tree.range(of: id))
        case .define(let function):
            checkDefaults(of: function, shape(of: function))
            check(function)
        case .return(let value): checkReturn(id, value)
        case .conditional(let branches): check(branches)
        case .loop(let target, let iterable, let body):
            let element = checkLoop(over: iterable)
            checkUnpacking(target, element)
            checkTarget(target)
            check(body)
        case .load(let load): checkLoad(load)
        case .pass, .break, .continue: break
        }
    }

    // MARK: Functions

    mutating func checkDefaults(of id: FunctionID, _ shape: FunctionShape) {
        guard isReporting else { return }
        for (parameter, known) in zip(tree[tree[id].parameters], shape.parameters) {
            guard let value = parameter.defaultValue else { continue }
            let type = infer(value)
            guard !type.mayBe(known.type) else { continue }
            report(
                .wrongDefaultType,
                "\(StaticType.mismatch(known.type, type)) as default of `\(known.name)`",
                at: value)
        }
    }

    private mutating func checkReturn(_ id: StatementID, _ value: ExpressionID?) {
        let type = value.map { infer($0) } ?? StaticType.none
        guard let result = tree[function].result else { return }
        // The annotation belongs to the code around the function.
        let inner = function
        function = resolution.parents[function.index]
        let declared = annotation(result)
        function = inner
        guard !type.mayBe(declared) else { return }
        let name = tree[function].name.flatMap { tree.name($0) } ?? ""
        let place = value.map { tree.range(of: $0) } ?? tree.range(of: id)
        report(
            .wrongReturnType, "\(StaticType.mismatch(declared, type)) as result of `\(name)`",
            at: place)
    }

    // MARK: Targets

    @discardableResult
    mutating func checkLoop(over iterable: ExpressionID) -> StaticType {
        let type = infer(iterable)
        if let element = type.elementType { return element }
        report(.notIterable, "A value of type `\(type)` has no elements to loop over", at: iterable)
        return .any
    }

    /// Targets that are expressions are evaluated: `x.a[i] = …` reads `x.a` and `i`.
    mutating func checkTarget(_ target: ExpressionID) {
        switch tree[target] {
        case .tuple(let elements), .list(let elements):
            for element in tree[elements] { checkTarget(element) }
        case .attribute(let object, _): _ = infer(object)
        case .index(let object, let index):
            _ = infer(index)
            let type = infer(object)
            let isFixed = type.alternatives.allSatisfy { alternative in
                switch alternative {
                case .none, .bool, .int, .float, .string, .bytes, .range, .tuple, .tupleOf, .set,
                    .structure, .function:
                    true
                default: false
                }
            }
            if isFixed, type != .never {
                report(
                    .notIndexable, "The elements of a value of type `\(type)` cannot be assigned",
                    at: target)
            }
        default: break
        }
    }

    mutating func checkUnpacking(_ target: ExpressionID, _ type: StaticType) {
        let count: Int
        switch tree[target] {
        case .tuple(let elements), .list(let elements): count = elements.count
        default: return
        }
        let alternatives = type.alternatives
        let fits = alternatives.contains { alternative in
            if case .tuple(let elements) = alternative { return elements.count == count }
            return alternative.elementType != nil
        }
        guard !fits, !alternatives.isEmpty else { return }
        report(
            .wrongUnpacking, "A value of type `\(type)` cannot be assigned to \(count) targets",
            at: target)
    }

    private mutating func checkLoad(_ id: LoadID) {
        let path = tree.string(of: tree[id].path)
        guard let interface = loads[path] else { return }
        for loaded in tree[tree[id].names] {
            let name = tree.names.string(loaded.exported)
            guard interface.types[name] == nil else { continue }
            report(
                .unknownLoad,
                "`\(path)` has no `\(name)` to load" + didYouMean(name, among: interface.names),
                at: loaded.exportedSpan)
        }
    }
}
