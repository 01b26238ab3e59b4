/// Attributes of any value: fields of structs, methods, and what native objects answer.
extension Evaluation {
    /// `value.name = new`, which some native objects allow.
    @inline(never)
    func setAttribute(_ name: AttributeName, of value: Value, to new: Value) throws {
        let text = StringView(name.name.object).string
        if value.kind == .native {
            try checkMutable(value)
            let native = value.nativeLayout.pointee.object.takeUnretainedValue()
            if try native.setAttribute(text, to: new) { return }
            if native.attributeNames.contains(text) {
                throw Failure("Cannot assign to `\(text)` of a value of type `\(value.typeName)`")
            }
        }
        throw Failure("Cannot assign to attributes of a value of type `\(value.typeName)`")
    }

    /// `value.name`; a method is bound to the value.
    @inline(never)
    mutating func attribute(_ name: AttributeName, of value: Value) throws -> Value {
        guard let kind = value.kind else { throw value.missingAttribute(name.name.asString ?? "") }
        if kind == .structure {
            let table = TableView(value.object)
            if let number = table.find(string: StringView(name.name.object)) {
                return table.entries[number].value
            }
        }
        if let method = name.methods[Int(kind.rawValue)] {
            return heap.boundMethod(method, receiver: value)
        }
        if kind == .native {
            let native = value.nativeLayout.pointee.object.takeUnretainedValue()
            let text = StringView(name.name.object).string
            if let method = native.method(text) {
                return heap.boundMethod(.passUnretained(method), receiver: value)
            }
            if let attribute = try native.attribute(text, this: value, in: &self) {
                return attribute
            }
        }
        if let type = value.attributeOfType(StringView(name.name.object).string) {
            return heap.string(type)
        }
        throw value.missingAttribute(name.name.asString ?? "")
    }

    /// Prepares the call of a method that the kind of its receiver does not have built in.
    ///
    /// If it is a native object's method, that is returned, to be called on the receiver; otherwise
    /// the window's receiver is replaced by the callee.
    @inline(never)
    mutating func resolveMethod(
        _ name: AttributeName, at window: UnsafeMutablePointer<Value>
    ) throws -> NativeFunction? {
        let receiver = window.pointee
        if receiver.isKind(.native) {
            let native = receiver.nativeLayout.pointee.object.takeUnretainedValue()
            let text = StringView(name.name.object).string
            if let method = native.method(text) { return method }
            guard let attribute = try native.attribute(text, this: receiver, in: &self) else {
                throw receiver.missingAttribute(name.name.asString ?? "")
            }
            window.pointee = attribute
            return nil
        }
        window.pointee = try attribute(name, of: receiver)
        return nil
    }
}
