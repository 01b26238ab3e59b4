import Diagnostics
import Starlark

/// What is known of the variables and expressions of a file.
///
/// A variable has one type for the whole file: of all that is assigned to it, in whatever order. To
/// find it, all sources of all variables are evaluated from knowing nothing, then again those that
/// have read what has changed since, until nothing changes. A second walk over the statements then
/// reports what certainly fails, see `Inference+Check`.
struct Inference {
    let tree: SyntaxTree
    let resolution: Resolution
    let universe: Universe
    let loads: [String: ModuleInterface]
    let sources: SourceCollector
    /// The function whose names are looked up.
    var function = FunctionID.module
    var types: [Variable: StaticType] = [:]
    /// The variables read since the list was cleared, while types are searched for.
    var reads: [Variable] = []
    /// Whether the types of all variables have been found.
    var isSolved = false
    /// Whether what fails is reported, which is once for each expression.
    var isReporting = false
    var diagnostics: [Diagnostic] = []

    /// Values found in so many rounds are good enough; what still changes is not known.
    private static let maximumRounds = 12
    private static let maximumDepth = 8

    init(_ program: Program, universe: Universe, loads: [String: ModuleInterface]) {
        (tree, resolution) = (program.tree, program.resolution)
        self.universe = universe
        self.loads = loads
        sources = SourceCollector(program)
    }

    // MARK: Variables

    /// Finds the types of all variables.
    mutating func solve() {
        var inputs: [[Variable]] = Array(repeating: [], count: sources.order.count)
        // Moments are numbered: a variable changes after it has been evaluated, for it may have
        // read itself.
        var now = 0
        var evaluated = Array(repeating: 0, count: sources.order.count)
        var changed: [Variable: Int] = [:]
        for round in 1...Inference.maximumRounds {
            var hasChanged = false
            for (position, variable) in sources.order.enumerated() {
                if round > 1,
                    !inputs[position].contains(where: {
                        changed[$0, default: 0] > evaluated[position]
                    })
                {
                    continue
                }
                now += 2
                evaluated[position] = now
                reads.removeAll(keepingCapacity: true)
                defer { inputs[position] = reads }
                var type = joined(sources.entries[variable] ?? [])
                if type.depth > Inference.maximumDepth { type = .any }
                if types[variable] == type { continue }
                types[variable] = round == Inference.maximumRounds ? .any : type
                changed[variable] = now + 1
                hasChanged = true
            }
            if !hasChanged { break }
        }
        for (variable, type) in types where type == .never { types[variable] = .any }
        isSolved = true
    }

    private mutating func joined(_ entries: [SourceCollector.Entry]) -> StaticType {
        let outer = function
        defer { function = outer }
        var parts: [StaticType] = []
        for entry in entries {
            function = entry.owner
            parts.append(type(of: entry.source))
        }
        return .union(of: parts)
    }

    /// What fails gives a variable no value; it is reported where it stands.
    private mutating func type(of source: Source) -> StaticType {
        switch source {
        case .value(let id): return declares(id) ? infer(id) : infer(id).widened
        case .annotation(let id): return annotation(id)
        case .parameter(let parameter):
            let declared = parameter.annotation.map { annotation($0) } ?? .any
            switch parameter.kind {
            case .variadic: return declared.isTuple ? declared : .tupleOf(declared)
            case .keywords: return declared.isDict ? declared : .dict(.string, declared)
            default: return declared
            }
        case .element(.value(let id)): return infer(id).elementType?.widened ?? .never
        case .element(let source): return type(of: source).elementType ?? .never
        case .part(let whole, let index, let count):
            let type = type(of: whole)
            let parts = type.alternatives.compactMap { type -> StaticType? in
                guard case .tuple(let elements) = type else { return type.elementType }
                return elements.count == count ? elements[index] : nil
            }
            if type == .never { return .never }
            return parts.isEmpty ? .any : StaticType.union(of: parts).widened
        case .augmented(let operation, let target, let value):
            let left = infer(target)
            let result = augmented(operation, left, infer(value)) ?? .never
            return result == left ? left : result.widened
        case .function(let id): return .function(shape(of: id))
        case .load(let path, let name): return loads[path]?.types[name] ?? .any
        }
    }

    /// The type of a variable after `left operation= right`; nothing if that certainly fails.
    ///
    /// A list is extended by anything that has elements, and stays the list that it is.
    func augmented(
        _ operation: BinaryOperator, _ left: StaticType, _ right: StaticType
    ) -> StaticType? {
        if left == .never { return .never }
        let results = left.alternatives.compactMap { type -> StaticType? in
            if operation == .add, case .list = type, right.elementType != nil { return type }
            return StaticType.result(of: operation, type, right)
        }
        return results.isEmpty ? nil : .union(of: results)
    }

    /// Whether the type of an expression has been declared, so that what it contains is meant to
    /// stay of that type.
    private mutating func declares(_ id: ExpressionID) -> Bool {
        switch tree[id] {
        case .name, .attribute: return true
        case .call(let callee, _):
            guard case .function(let shape) = infer(callee) else { return false }
            return shape.isDeclared
        case .conditional(_, let then, let otherwise): return declares(then) && declares(otherwise)
        default: return false
        }
    }

    func variable(_ id: ExpressionID) -> Variable? {
        let binding = resolution[id]
        switch binding.scope {
        case .local, .cell: return .local(function, binding.index)
        case .global: return .global(binding.index)
        case .captured:
            var (owner, index) = (function, binding.index)
            while true {
                let capture = resolution[owner].captures[index]
                owner = resolution.parents[owner.index]
                switch capture.source {
                case .cell(let slot): return .local(owner, slot)
                case .captured(let next): index = next
                }
            }
        case .none, .universal: return nil
        }
    }

    // MARK: Functions and annotations

    /// What an annotation means; anything if that is not known.
    mutating func annotation(_ id: ExpressionID) -> StaticType {
        let wasReporting = isReporting
        isReporting = false
        defer { isReporting = wasReporting }
        return infer(id).asAnnotation ?? .any
    }

    /// The parameters of a function of the file, whose annotations mean what they do here.
    mutating func shape(of id: FunctionID) -> FunctionShape {
        var parameters: [FunctionShape.Parameter] = []
        for parameter in tree[tree[id].parameters] {
            let kind: FunctionShape.Parameter.Kind =
                switch parameter.kind {
                case .positional: .standard
                case .keywordOnly: .namedOnly
                case .variadic: .positionals
                case .keywords: .keywords
                }
            var type = parameter.annotation.map { annotation($0) } ?? .any
            type = type.orContent(
                kind == .positionals && type.isTuple || kind == .keywords && type.isDict)
            let isRequired =
                parameter.defaultValue == nil && (kind == .standard || kind == .namedOnly)
            parameters.append(
                FunctionShape.Parameter(
                    name: tree.name(parameter.name) ?? "", kind: kind,
                    type: type, isRequired: isRequired))
        }
        return FunctionShape(
            name: tree[id].name.flatMap { tree.name($0) } ?? "lambda", parameters: parameters,
            result: tree[id].result.map { annotation($0) } ?? .any,
            isDeclared: tree[id].result != nil)
    }

    // MARK: Reporting

    mutating func report(
        _ code: TypeError, _ message: String, at id: ExpressionID, notes: [Diagnostic.Note] = []
    ) {
        guard isReporting else { return }
        diagnostics.append(
            .error(message, at: tree.span(of: id), code: code.rawValue, notes: notes))
    }

    mutating func report(_ code: TypeError, _ message: String, at range: ByteRange) {
        guard isReporting else { return }
        diagnostics.append(.error(message, at: tree.span(range), code: code.rawValue))
    }
}

/// What can be wrong with types.
public enum TypeError: String, CaseIterable, Sendable {
    /// An argument is of a type that its parameter refuses.
    case wrongArgumentType = "wrong-argument-type"
    /// A required argument is missing.
    case missingArgument = "missing-argument"
    /// There is no parameter for an argument.
    case unexpectedArgument = "unexpected-argument"
    /// A value that cannot be called is.
    case notCallable = "not-callable"
    /// A value has no such attribute.
    case unknownAttribute = "unknown-attribute"
    /// An enum has no such element.
    case unknownElement = "unknown-element"
    /// An operator is not defined between its operands.
    case wrongOperand = "wrong-operand"
    /// A function returns what its annotation refuses.
    case wrongReturnType = "wrong-return-type"
    /// A variable gets what its annotation refuses.
    case wrongAssignedType = "wrong-assigned-type"
    /// A parameter has a default that its annotation refuses.
    case wrongDefaultType = "wrong-default-type"
    /// A loop goes over what has no elements.
    case notIterable = "not-iterable"
    /// A value without elements is indexed.
    case notIndexable = "not-indexable"
    /// A tuple is taken apart into another number of variables.
    case wrongUnpacking = "wrong-unpacking"
    /// A loaded module has no such name.
    case unknownLoad = "unknown-load"
}
