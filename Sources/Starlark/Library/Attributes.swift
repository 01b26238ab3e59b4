/// Attributes and methods by name, as `getattr` sees them.
extension Evaluation {
    /// The attribute or bound method of a name, nothing if there is none.
    mutating func attribute(_ name: String, of value: Value) throws -> Value? {
        guard let kind = value.kind else { return nil }
        if let method = MethodTables.standard.row(name)[Int(kind.rawValue)] {
            return heap.boundMethod(method, receiver: value)
        }
        if let structure = value.asStructure { return structure[name] }
        if let type = value.attributeOfType(name) { return heap.string(type) }
        guard let native = value.asNative else { return nil }
        if let method = native.method(name) {
            return heap.boundMethod(.passUnretained(method), receiver: value)
        }
        return try native.attribute(name, this: value, in: &self)
    }
}

extension Value {
    /// `list.type`: what `type` answers for a value made by a function that is a type, too.
    func attributeOfType(_ name: String) -> String? {
        guard name == "type", let type = asNativeFunction?.type else { return nil }
        return type === StandardTypes.string ? "string" : type.name
    }

    /// The names of attributes and methods.
    var attributeNames: [String] {
        guard let kind else { return [] }
        if let structure = asStructure { return structure.compactMap(\.key.asString) }
        if let native = asNative { return native.attributeNames }
        return MethodTables.standard.names(of: kind)
    }

    /// The error that there is no attribute of a name.
    func missingAttribute(_ name: String) -> Failure {
        Failure(
            "A value of type `\(typeName)` has no attribute `\(name)`"
                + Failure.suggestion(for: name, among: attributeNames))
    }
}
