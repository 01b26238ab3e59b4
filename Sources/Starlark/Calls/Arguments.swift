/// The arguments of a call of a native function: a span of registers, one a parameter.
///
/// Valid during the call. Nothing is copied: reading an argument reads a register.
public struct Arguments: BitwiseCopyable {
    let base: UnsafeMutablePointer<Value>
    let signature: Unmanaged<Signature>
    let count: Int

    /// The function or object that was called or, in a method, what it was called on.
    public var receiver: Value {
        @inline(__always) get { base[-1] }
    }

    /// The argument of a parameter, its default if none was given.
    ///
    /// For a parameter `name?` ask `optional(_:)`.
    public subscript(slot: Int) -> Value {
        @inline(__always) get {
            assert(slot >= 0 && slot < count, "a slot of the signature")
            return base[slot]
        }
    }

    /// The argument of a parameter; nothing if it was left out of a call of `name?`.
    @inline(__always)
    public func optional(_ slot: Int) -> Value? {
        let value = self[slot]
        return value.isUnbound ? nil : value
    }

    /// The argument as a value given by the caller; nothing when it is `None` or was left out.
    public func present(_ slot: Int) -> Value? {
        let value = self[slot]
        return value.isUnbound || value.isNone ? nil : value
    }

    /// The argument as text.
    public func string(_ slot: Int) throws -> String {
        guard let string = self[slot].asString else { throw mismatch(slot, "a string") }
        return string
    }

    /// The argument as text; nothing when it is `None` or was left out.
    public func optionalString(_ slot: Int) throws -> String? {
        present(slot) == nil ? nil : try string(slot)
    }

    /// The argument as an integer of 64 bits.
    public func integer(_ slot: Int) throws -> Int {
        guard let integer = self[slot].asInt else {
            throw mismatch(slot, self[slot].isKind(.bigInteger) ? "an int of 64 bits" : "an int")
        }
        return integer
    }

    /// The argument as a boolean.
    public func bool(_ slot: Int) throws -> Bool {
        guard let bool = self[slot].asBool else { throw mismatch(slot, "a bool") }
        return bool
    }

    /// The elements of an argument that is a list or a tuple.
    public func sequence(_ slot: Int) throws -> ElementsView {
        guard let elements = self[slot].asSequence else {
            throw mismatch(slot, "a list or a tuple")
        }
        return elements
    }

    /// The texts of an argument that is a list or a tuple of strings.
    public func strings(_ slot: Int) throws -> [String] {
        try sequence(slot).map { element in
            guard let string = element.asString else {
                throw mismatch(slot, "a list of strings", got: element)
            }
            return string
        }
    }

    /// The entries of an argument that is a dict.
    public func dict(_ slot: Int) throws -> TableView {
        guard let table = self[slot].asDict else { throw mismatch(slot, "a dict") }
        return table
    }

    /// The Swift object of an argument.
    ///
    /// - Parameters:
    ///   - slot: The parameter.
    ///   - type: The class of the object.
    ///   - noun: What the parameter wants, as in "an artifact".
    /// - Returns: The object.
    /// - Throws: If the argument is something else.
    public func native<T: NativeObject>(_ slot: Int, as type: T.Type, _ noun: String) throws -> T {
        guard let native = self[slot].native(as: type) else { throw mismatch(slot, noun) }
        return native
    }

    /// The error that an argument, or a part of it, cannot be gone over.
    func notIterable(_ slot: Int, got: Value? = nil) -> Failure {
        signature._withUnsafeGuaranteedRef { signature in
            let value = got ?? self[slot]
            var help: [String] = []
            if value.isKind(.string) {
                help = ["`s.elems()` gives the characters of a string"]
            }
            return Failure(
                "Operation `\(signature.function)` is not supported on `\(value.shortRepr)` of type "
                    + "`\(value.typeName)`: parameter `\(signature.parameters[slot].name)` is "
                    + "not iterable", help: help)
        }
    }

    /// The error that an argument is of the wrong type.
    ///
    /// - Parameters:
    ///   - slot: The parameter.
    ///   - expected: What it wants, as in "a string".
    ///   - got: What is wrong, if it is a part of the argument.
    /// - Returns: The error to throw.
    public func mismatch(_ slot: Int, _ expected: String, got: Value? = nil) -> Failure {
        signature._withUnsafeGuaranteedRef { signature in
            let value = got ?? self[slot]
            let name = signature.parameters[slot].name
            return Failure(
                "Type of parameter `\(name)` doesn't match: `\(signature.function)` takes "
                    + "\(expected), but got `\(value.shortRepr)` of type `\(value.typeName)`")
        }
    }
}

extension Value {
    /// The `repr`, cut when it is long: for error messages.
    public var shortRepr: String {
        let repr = repr(limit: 400)
        return repr.utf8.count <= 80 ? repr : String(repr.prefix(77)) + "..."
    }
}
