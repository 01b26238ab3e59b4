import Diagnostics
import Starlark

/// Calls: what the callee is, and whether the arguments fit.
extension Inference {
    /// The arguments of a call with their types.
    private struct Given {
        var positional: [(id: ExpressionID, type: StaticType)] = []
        var named: [(name: String, argument: CallArgument, type: StaticType)] = []
        var hasVariadic = false
        var hasKeywords = false
    }

    /// Why a call certainly fails.
    private struct Mismatch {
        var code: TypeError
        var message: String
        var range: ByteRange
    }

    mutating func call(
        _ id: ExpressionID, _ callee: ExpressionID, _ arguments: Run<CallArgument>
    ) -> StaticType {
        let type = infer(callee)
        var given = Given()
        for argument in tree[arguments] {
            let value = infer(argument.value)
            switch argument.kind {
            case .positional: given.positional.append((argument.value, value))
            case .named:
                given.named.append((tree.names.string(argument.name), argument, value))
            case .variadic:
                given.hasVariadic = true
                if value.elementType == nil {
                    report(
                        .notIterable, "A value of type `\(value)` has no elements to pass",
                        at: argument.value)
                }
            case .keywords: given.hasKeywords = true
            }
        }
        if let special = special(id, callee, given) { return special }
        if type == .never { return .never }
        var results: [StaticType] = []
        var failure: Mismatch?
        for alternative in type.alternatives {
            let shape: FunctionShape
            switch alternative {
            case .any, .callable, .native, .iterable:
                results.append(.any)
                continue
            case .function(let function): shape = function
            case .type(_, let constructor?): shape = constructor
            default:
                failure =
                    failure
                    ?? Mismatch(
                        code: .notCallable,
                        message: "A value of type `\(alternative)` cannot be called",
                        range: tree.range(of: callee))
                continue
            }
            if let mismatch = mismatch(shape, given, id) {
                failure = failure ?? mismatch
            } else {
                let positional = given.hasVariadic ? nil : given.positional.map(\.type)
                let hasNamed = given.hasKeywords || !given.named.isEmpty
                results.append(shape.result(of: positional, hasNamed: hasNamed))
                checkElement(of: alternative, given)
            }
        }
        if results.isEmpty, let failure {
            report(failure.code, failure.message, at: failure.range)
            return .any
        }
        return .union(of: results)
    }

    /// Finds why a function certainly refuses its arguments.
    private func mismatch(
        _ shape: FunctionShape, _ given: Given, _ call: ExpressionID
    ) -> Mismatch? {
        var filled: Set<String> = []
        let places = shape.parameters.filter {
            $0.kind == .positionalOnly || $0.kind == .standard
        }
        let rest = shape.parameters.first { $0.kind == .positionals }
        for (index, argument) in given.positional.enumerated() {
            let parameter: FunctionShape.Parameter
            if index < places.count {
                parameter = places[index]
                filled.insert(parameter.name)
            } else if let rest {
                parameter = rest
            } else {
                return Mismatch(
                    code: .unexpectedArgument,
                    message: "`\(shape.name)` takes "
                        + "\(places.isEmpty ? "no" : "at most \(places.count)") positional "
                        + "arguments, but here are \(given.positional.count)",
                    range: tree.range(of: argument.id))
            }
            if let wrong = wrongType(
                shape, parameter, argument.type, tree.range(of: argument.id))
            {
                return wrong
            }
        }
        let keywords = shape.parameters.first { $0.kind == .keywords }
        for (name, argument, type) in given.named {
            let named = shape.parameters.first {
                $0.name == name && ($0.kind == .standard || $0.kind == .namedOnly)
            }
            guard let parameter = named ?? keywords else {
                let names = shape.parameters.filter { $0.kind != .positionalOnly }.map(\.name)
                return Mismatch(
                    code: .unexpectedArgument,
                    message: "`\(shape.name)` has no parameter `\(name)`"
                        + didYouMean(name, among: names), range: argument.span)
            }
            if named != nil, !filled.insert(name).inserted {
                return Mismatch(
                    code: .unexpectedArgument,
                    message: "Argument `\(name)` of `\(shape.name)` is given twice",
                    range: argument.span)
            }
            if let wrong = wrongType(shape, parameter, type, tree.range(of: argument.value)) {
                return wrong
            }
        }
        return missing(shape, given, filled, call)
    }

    private func missing(
        _ shape: FunctionShape, _ given: Given, _ filled: Set<String>, _ call: ExpressionID
    ) -> Mismatch? {
        let missing = shape.parameters.filter { parameter in
            guard parameter.isRequired, !filled.contains(parameter.name) else { return false }
            switch parameter.kind {
            case .positionalOnly: return !given.hasVariadic
            case .standard: return !given.hasVariadic && !given.hasKeywords
            default: return !given.hasKeywords
            }
        }
        guard !missing.isEmpty else { return nil }
        let names = missing.map { "`\($0.name)`" }.joined(separator: ", ")
        return Mismatch(
            code: .missingArgument,
            message: "`\(shape.name)` needs \(missing.count == 1 ? "an argument" : "arguments") "
                + "for \(names)",
            range: tree.range(of: call))
    }

    private func wrongType(
        _ shape: FunctionShape, _ parameter: FunctionShape.Parameter, _ type: StaticType,
        _ range: ByteRange
    ) -> Mismatch? {
        if type.mayBe(parameter.type) { return nil }
        return Mismatch(
            code: .wrongArgumentType,
            message: "\(StaticType.mismatch(parameter.type, type)) as argument "
                + "`\(parameter.name)` of `\(shape.name)`", range: range)
    }

    // MARK: Types made by calls

    private func isUniversal(_ id: ExpressionID, _ name: String) -> Bool {
        resolution[id].scope == .universal && tree.name(id) == name
    }

    /// Calls whose result says more than a function's result could: `struct`, `record`, `enum`.
    private mutating func special(
        _ id: ExpressionID, _ callee: ExpressionID, _ given: Given
    ) -> StaticType? {
        guard resolution[callee].scope == .universal, !given.hasVariadic else { return nil }
        switch tree.name(callee) {
        case "struct" where given.positional.isEmpty:
            if given.hasKeywords { return .structure(nil) }
            return .structure(given.named.map { .init(name: $0.name, type: $0.type) })
        case "record" where given.positional.isEmpty && !given.hasKeywords:
            var fields: [RecordShape.Field] = []
            for (name, argument, _) in given.named {
                fields.append(field(name, argument.value))
            }
            let shape = RecordShape(
                name: sources.names[id] ?? "record", place: place(id), fields: fields)
            return StaticType(record: shape)
        case "enum" where given.named.isEmpty && !given.hasKeywords:
            let literals = given.positional.map { tree.literal($0.id) }
            let shape = EnumShape(
                name: sources.names[id] ?? "enum", place: place(id),
                elements: literals.contains(nil) ? nil : literals.compactMap(\.self))
            return StaticType(enumeration: shape)
        default: return nil
        }
    }

    private func place(_ id: ExpressionID) -> String {
        "\(tree.file.path):\(tree.range(of: id).start)"
    }

    private mutating func field(_ name: String, _ value: ExpressionID) -> RecordShape.Field {
        guard case .call(let callee, let arguments) = tree[value], isUniversal(callee, "field"),
            let first = tree[arguments].first, first.kind == .positional
        else { return RecordShape.Field(name: name, type: annotation(value), isRequired: true) }
        let type = annotation(first.value)
        if arguments.count == 2, let fallback = tree[arguments].last {
            let wasReporting = isReporting
            isReporting = false
            let given = infer(fallback.value)
            isReporting = wasReporting
            if !given.mayBe(type) {
                report(
                    .wrongDefaultType,
                    "\(StaticType.mismatch(type, given)) as default of field `\(name)`",
                    at: fallback.value)
            }
        }
        return RecordShape.Field(name: name, type: type, isRequired: arguments.count == 1)
    }

    /// The element that a literal names must be one.
    private mutating func checkElement(of type: StaticType, _ given: Given) {
        guard case .type(.enumeration(let shape), _) = type, let elements = shape.elements,
            let argument = given.positional.first, let name = tree.literal(argument.id),
            !elements.contains(name)
        else { return }
        report(
            .unknownElement,
            "Enum `\(shape.name)` has no element `\(name)`" + didYouMean(name, among: elements),
            at: argument.id)
    }
}
