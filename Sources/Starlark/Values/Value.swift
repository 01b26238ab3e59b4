/// A Starlark value: one machine word, copied like an integer.
///
/// ```text
/// bits                     meaning
/// 0                        unbound: a variable or argument slot without a value
/// …xxxx1                   an integer of 63 bits, two's complement, shifted left by one
/// …00010 / 01010 / 10010   None / False / True
/// …xx000                   the address of an object: an `ObjectHeader` in a heap, 8-byte aligned
/// ```
///
/// A value does not keep anything alive: it is valid while the heap it lives in does. To hold a
/// value beyond one evaluation, freeze it to a `FrozenValue`.
public struct Value: BitwiseCopyable {
    let bits: UInt

    @inline(__always)
    init(bits: UInt) {
        self.bits = bits
    }
}

/// Values of a live heap must stay with the evaluation that owns it; `FrozenValue` is what travels.
@available(*, unavailable)
extension Value: Sendable {}

extension Value {
    /// The value `None`.
    public static var none: Value {
        @inline(__always) get { Value(bits: 0b00010) }
    }

    static var falseValue: Value {
        @inline(__always) get { Value(bits: 0b01010) }
    }

    static var trueValue: Value {
        @inline(__always) get { Value(bits: 0b10010) }
    }

    /// What a slot holds before anything is assigned to it.
    static var unbound: Value {
        @inline(__always) get { Value(bits: 0) }
    }

    /// Makes `True` or `False`.
    @inline(__always)
    public init(bool: Bool) {
        bits = bool ? 0b10010 : 0b01010
    }

    /// Makes an integer that is known to fit 63 bits; `Evaluation.integer(_:)` takes any.
    @inline(__always)
    public init(small: Int) {
        assert(Value.fitsSmall(small), "an inline integer has 63 bits")
        bits = UInt(bitPattern: small) << 1 | 1
    }

    @inline(__always)
    init(object: UnsafeMutableRawPointer) {
        bits = UInt(bitPattern: object)
    }

    @inline(__always)
    static func fitsSmall(_ integer: Int) -> Bool {
        (integer << 1) >> 1 == integer
    }

    /// Whether this is `None`.
    public var isNone: Bool {
        @inline(__always) get { bits == 0b00010 }
    }

    /// Whether a slot has no value; never true of what a Starlark program can see.
    public var isUnbound: Bool {
        @inline(__always) get { bits == 0 }
    }

    var isSmall: Bool {
        @inline(__always) get { bits & 1 != 0 }
    }

    var isObject: Bool {
        @inline(__always) get { bits & 7 == 0 && bits != 0 }
    }

    /// The integer of a value for which `isSmall` holds.
    var small: Int {
        @inline(__always) get { Int(bitPattern: bits) >> 1 }
    }

    /// The address of a value for which `isObject` holds.
    var object: UnsafeMutableRawPointer {
        @inline(__always) get { UnsafeMutableRawPointer(bitPattern: bits).unsafelyUnwrapped }
    }

    var header: UnsafeMutablePointer<ObjectHeader> {
        @inline(__always) get { object.assumingMemoryBound(to: ObjectHeader.self) }
    }

    /// Whether this is an object of a kind.
    @inline(__always)
    func isKind(_ kind: ObjectKind) -> Bool {
        isObject && header.pointee.kind == kind
    }

    /// The kind of an object, nothing for `None`, booleans and inline integers.
    var kind: ObjectKind? {
        isObject ? header.pointee.kind : nil
    }

    /// Whether two values are the same object, or the same inline value.
    @inline(__always)
    public static func === (left: Value, right: Value) -> Bool {
        left.bits == right.bits
    }

    /// Whether two values are different objects.
    @inline(__always)
    public static func !== (left: Value, right: Value) -> Bool {
        left.bits != right.bits
    }
}

extension Value {
    /// The boolean, if this is `True` or `False`.
    public var asBool: Bool? {
        switch bits {
        case 0b01010: false
        case 0b10010: true
        default: nil
        }
    }

    var isBool: Bool {
        @inline(__always) get { bits & 0b111 == 0b010 && bits != 0b00010 }
    }

    /// The integer, if this is one that fits 64 bits; booleans are not integers.
    public var asInt: Int? {
        if isSmall { return small }
        guard isKind(.bigInteger) else { return nil }
        return BigIntegerView(object).asInt
    }

    /// The number, if this is a float.
    public var asDouble: Double? {
        isKind(.float) ? floatLayout.pointee.value : nil
    }

    /// The text, if this is a string.
    public var asString: String? {
        isKind(.string) ? StringView(object).string : nil
    }

    /// The UTF-8 bytes of a string, or the bytes of a `bytes` value; valid while its heap lives.
    public var asBytes: UTF8Bytes? {
        guard isKind(.string) || isKind(.bytes) else { return nil }
        return StringView(object).bytes
    }

    /// The elements, if this is a list.
    public var asList: ElementsView? {
        isKind(.list) ? ListView(object).elements : nil
    }

    /// The elements, if this is a tuple.
    public var asTuple: ElementsView? {
        isKind(.tuple) ? TupleView(object).elements : nil
    }

    /// The elements, if this is a list or a tuple.
    public var asSequence: ElementsView? { asList ?? asTuple }

    /// The entries in order of insertion, if this is a dict.
    public var asDict: TableView? {
        isKind(.dict) ? TableView(object) : nil
    }

    /// The elements as keys in order of insertion, if this is a set.
    public var asSet: TableView? {
        isKind(.set) ? TableView(object) : nil
    }

    /// The fields as string keys and values in order of declaration, if this is a `struct`.
    public var asStructure: TableView? {
        isKind(.structure) ? TableView(object) : nil
    }

    /// The range, if this is one.
    public var asRange: RangeView? {
        isKind(.range) ? RangeView(object) : nil
    }

    /// The Swift object behind this value, if it is a native object at all.
    public var asNative: NativeObject? {
        guard isKind(.native) else { return nil }
        return nativeLayout.pointee.object.takeUnretainedValue()
    }

    /// The Swift object behind this value, if it is one of type `T`.
    public func native<T: NativeObject>(as type: T.Type) -> T? {
        asNative as? T
    }

    /// The native function, if this is one (not bound to a receiver).
    public var asNativeFunction: NativeFunction? {
        guard isKind(.nativeFunction) else { return nil }
        return nativeFunctionLayout.pointee.function.takeUnretainedValue()
    }

    /// Whether this is a function written in Starlark.
    public var isFunction: Bool { isKind(.function) }
}
