extension Value {
    /// The name of the value's type, as `type()` answers it.
    public var typeName: String {
        guard let kind else {
            return isSmall ? "int" : isNone ? "NoneType" : isBool ? "bool" : "unbound"
        }
        switch kind {
        case .string: return "string"
        case .bytes: return "bytes"
        case .list: return "list"
        case .tuple: return "tuple"
        case .dict: return "dict"
        case .set: return "set"
        case .structure: return "struct"
        case .range: return "range"
        case .bigInteger: return "int"
        case .float: return "float"
        case .function, .nativeFunction, .boundMethod: return "function"
        case .native: return asNative?.typeName ?? "native"
        case .cell, .module: return "internal"
        }
    }

    /// Whether the value counts as true in a condition.
    public var isTruthy: Bool {
        @inline(__always) get {
            if bits == 0b10010 { return true }
            if bits == 0b01010 || bits == 0b00010 { return false }
            if isKind(.list) { return ListView(object).count != 0 }
            return isTruthySlowly
        }
    }

    @inline(never)
    private var isTruthySlowly: Bool {
        guard let kind else { return isSmall && small != 0 }
        switch kind {
        case .string, .bytes: return StringView(object).byteCount != 0
        case .list: return ListView(object).count != 0
        case .tuple: return TupleView(object).count != 0
        case .dict, .set: return TableView(object).count != 0
        case .range: return RangeView(object).count != 0
        case .float: return floatLayout.pointee.value != 0
        case .native: return nativeLayout.pointee.object._withUnsafeGuaranteedRef { $0.isTruthy }
        case .structure, .bigInteger, .function, .nativeFunction, .boundMethod, .cell, .module:
            return true
        }
    }

    /// The value as `repr()` prints it.
    ///
    /// What comes after 64 MiB is left out.
    public var repr: String { repr(limit: 64 << 20) }

    /// The value as `repr()` prints it, perhaps without what comes after `limit` bytes.
    func repr(limit: Int) -> String {
        var buffer = TextBuffer()
        buffer.limit = limit
        buffer.append(repr: self)
        return buffer.string
    }

    /// The value as `str()` prints it: a string as it is, everything else as `repr`.
    public var str: String {
        asString ?? repr
    }
}

extension TextBuffer {
    /// Adds a value as `str()` prints it.
    public mutating func append(str value: Value) {
        switch value.kind {
        case .string: append(StringView(value.object).bytes)
        case .bytes:
            // Bytes need not be UTF-8, text must be: what is no character becomes U+FFFD.
            append(String(decoding: StringView(value.object).bytes, as: UTF8.self))
        default: append(repr: value)
        }
    }

    /// Adds a value as `repr()` prints it; a value inside itself, or nested very deeply, is `...`.
    public mutating func append(repr value: Value) {
        guard let kind = value.kind else {
            if value.isSmall {
                append(decimal: value.small)
            } else {
                append(value.isNone ? "None" : value.bits == 0b10010 ? "True" : "False")
            }
            return
        }
        if isFull { return }
        if kind == .string { return append(quoted: StringView(value.object).bytes) }
        // A value inside itself is found in this list: nothing is marked in the value, for a
        // frozen one must not be written.
        guard active.count < 100, !active.contains(value.bits) else {
            return append(TextBuffer.abbreviation(of: value, kind))
        }
        active.append(value.bits)
        defer { active.removeLast() }
        switch kind {
        case .string: append(quoted: StringView(value.object).bytes)
        case .bytes:
            append(quotedBytes: StringView(value.object).bytes)
        case .list: append(ListView(value.object).elements, "[", "]")
        case .tuple:
            let elements = TupleView(value.object).elements
            append(elements, "(", elements.count == 1 ? ",)" : ")")
        case .dict: append(dict: TableView(value.object))
        case .set: append(set: TableView(value.object))
        case .structure: append(structure: TableView(value.object))
        case .range: append(range: RangeView(value.object))
        case .bigInteger: BigIntegerView(value.object).bigInteger.write(into: &self, radix: 10)
        case .float: append(float: value.floatLayout.pointee.value)
        case .function:
            append("<function ")
            append(value.functionLayout.pointee.code.pointee.nameText)
            append(">")
        case .nativeFunction:
            append("<built-in function ")
            append(value.asNativeFunction?.name ?? "native")
            append(">")
        case .boundMethod:
            append("<built-in method ")
            append(value.boundMethodLayout.pointee.function._withUnsafeGuaranteedRef { $0.name })
            append(" of ")
            append(value.boundMethodLayout.pointee.receiver.typeName)
            append(" value>")
        case .native:
            let native = value.nativeLayout.pointee.object.takeUnretainedValue()
            native.write(into: &self, this: value)
        case .cell, .module: append("<internal>")
        }
    }

    private mutating func append(
        _ elements: ElementsView, _ open: String, _ close: String
    ) {
        append(open)
        for position in 0..<elements.count where !isFull {
            if position > 0 { append(", ") }
            append(repr: elements[position])
        }
        append(close)
    }

    /// What is printed of a value within itself.
    private static func abbreviation(of value: Value, _ kind: ObjectKind) -> String {
        switch kind {
        case .list: "[...]"
        case .dict: "{...}"
        case .tuple: "(...)"
        case .structure: "struct(...)"
        case .native: "\(value.typeName)(...)"
        default: "..."
        }
    }

    private mutating func append(dict: TableView) {
        append("{")
        var isFirst = true
        for (key, value) in dict {
            if !isFirst { append(", ") }
            isFirst = false
            append(repr: key)
            append(": ")
            append(repr: value)
        }
        append("}")
    }

    private mutating func append(set: TableView) {
        append("set([")
        var isFirst = true
        for (key, _) in set {
            if !isFirst { append(", ") }
            isFirst = false
            append(repr: key)
        }
        append("])")
    }

    private mutating func append(structure: TableView) {
        append("struct(")
        var isFirst = true
        for (key, value) in structure {
            if !isFirst { append(", ") }
            isFirst = false
            append(StringView(key.object).bytes)
            append("=")
            append(repr: value)
        }
        append(")")
    }

    private mutating func append(range: RangeView) {
        append("range(")
        if range.start != 0 || range.step != 1 {
            append(decimal: range.start)
            append(", ")
        }
        append(decimal: range.stop)
        if range.step != 1 {
            append(", ")
            append(decimal: range.step)
        }
        append(")")
    }
}
