/// The parameters of a function, as whoever is going to call it later may check them now.
public struct FunctionParameters: Sendable {
    /// The names that arguments can be passed by, in order.
    public let names: [String]
    /// Those without a default.
    public let required: [String]
    /// Whether there are parameters that names do not reach and that have no default.
    public let needsPositions: Bool
    /// Whether it takes names that it does not list: it has `**kwargs`.
    public let takesAnyName: Bool
    /// The types that annotations name, by parameter.
    public let types: [String: String]
    /// The type of the result, if it has an annotation.
    public let result: String?

    /// Whether a call with these named arguments alone binds.
    public func accept(named arguments: [String]) -> Bool {
        guard !needsPositions, required.allSatisfy(arguments.contains) else { return false }
        return takesAnyName || arguments.allSatisfy(names.contains)
    }
}

extension Value {
    /// The parameters of a function written in Starlark; nothing for other values.
    public var functionParameters: FunctionParameters? {
        guard isKind(.function) else { return nil }
        let layout = functionLayout.pointee.code.pointee.parameters.pointee
        var names: [String] = []
        var required: [String] = []
        var needsPositions = false
        for slot in 0..<layout.count
        where slot != layout.positionalsSlot && slot != layout.keywordsSlot {
            let hasDefault = functionTail[slot].bits != ParameterLayout.required.bits
            if slot < layout.positionalOnlyCount {
                if !hasDefault { needsPositions = true }
                continue
            }
            let name = layout.names[slot].str
            names.append(name)
            if !hasDefault { required.append(name) }
        }
        let (types, result) = annotationNames
        return FunctionParameters(
            names: names, required: required, needsPositions: needsPositions,
            takesAnyName: layout.keywordsSlot >= 0, types: types, result: result)
    }

    /// What the annotations of a function name.
    private var annotationNames: (types: [String: String], result: String?) {
        func name(_ annotation: Value) -> String {
            annotation.native(as: TypeValue.self)?.name
                ?? annotation.asNative?.annotation?.name ?? annotation.repr
        }
        let names = functionLayout.pointee.code.pointee.parameters.pointee.names
        let (parameters, result) = annotations
        var types: [String: String] = [:]
        for (slot, annotation) in parameters { types[names[slot].str] = name(annotation) }
        return (types, result.map(name))
    }

    /// The values of a function's annotations, by slot of the parameter and of the result: those of
    /// parameters are checked by the first instructions of its body.
    var annotations: (parameters: [Int: Value], result: Value?) {
        let code = functionLayout.pointee.code.pointee
        let values = functionTail + code.parameters.pointee.count + code.captureCount
        var parameters: [Int: Value] = [:]
        for position in 0..<code.instructionCount {
            let instruction = Instruction(code.instructions[position])
            guard instruction.opcode == .checkParameter else { break }
            parameters[instruction.a] = values[instruction.b]
        }
        let count = parameters.count
        return (parameters, count < code.annotationCount ? values[count] : nil)
    }
}
