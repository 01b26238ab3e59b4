/// The constants of a file, shared by all its functions: each string, name and shape once.
struct ConstantPool: ~Copyable {
    var arena: Heap
    private(set) var values: [Value] = []
    private(set) var attributes: [AttributeName] = []
    private(set) var shapes: [CallShape] = []
    private(set) var templates: [DictTemplate] = []

    private var inline: [UInt: Int] = [:]
    /// Open addressing over the hashes of strings: the number of the constant plus one.
    private var stringSlots: [UInt32]
    private var stringCount = 0
    private var attributesByName: [UInt: Int] = [:]
    private var shapesByArguments: [[UInt]: Int] = [:]

    init(expectedBytes: Int) {
        arena = Heap(arenaOf: expectedBytes)
        stringSlots = [UInt32](repeating: 0, count: 64)
    }

    /// The number of a constant that is no string literal.
    mutating func number(of value: Value) -> Int {
        if let known = inline[value.bits] { return known }
        values.append(value)
        inline[value.bits] = values.count - 1
        return values.count - 1
    }

    /// The number of a string constant.
    mutating func number(of bytes: UTF8Bytes) -> Int {
        let hash = bytes.baseAddress.map { Hashing.hash(bytes: $0, count: bytes.count) } ?? 0
        var slot = Int(hash) & (stringSlots.count - 1)
        while stringSlots[slot] != 0 {
            let number = Int(stringSlots[slot] - 1)
            let view = StringView(values[number].object)
            if bytes.isEmpty ? view.byteCount == 0 : view.hash == hash && view.bytes.equals(bytes) {
                return number
            }
            slot = (slot + 1) & (stringSlots.count - 1)
        }
        values.append(arena.string(utf8: bytes))
        stringSlots[slot] = UInt32(values.count)
        stringCount += 1
        if stringCount * 2 > stringSlots.count { growStrings() }
        return values.count - 1
    }

    private mutating func growStrings() {
        let old = stringSlots
        stringSlots = [UInt32](repeating: 0, count: old.count * 4)
        for reference in old where reference != 0 {
            let view = StringView(values[Int(reference - 1)].object)
            var slot = (view.byteCount == 0 ? 0 : Int(view.hash)) & (stringSlots.count - 1)
            while stringSlots[slot] != 0 { slot = (slot + 1) & (stringSlots.count - 1) }
            stringSlots[slot] = reference
        }
    }

    mutating func string(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBufferPointer { number(of: $0) }
    }

    /// The number of an attribute name.
    mutating func attribute(_ bytes: ArraySlice<UInt8>) -> Int {
        let name = values[string(bytes)]
        if let known = attributesByName[name.bits] { return known }
        let row = MethodTables.standard.row(name.asString ?? "")
        attributes.append(AttributeName(name: name, methods: row))
        attributesByName[name.bits] = attributes.count - 1
        return attributes.count - 1
    }

    /// The number of a call shape; equal shapes are one, so that their permutations are too.
    ///
    /// `keep` puts the names where they live as long as the code.
    mutating func shape(
        _ shape: CallShape, names: [Value], keep: ([Value]) -> UnsafeMutablePointer<Value>
    ) -> Int {
        var key = names.map(\.bits)
        key.append(UInt(shape.positionalCount))
        key.append((shape.hasPositionals ? 1 : 0) | (shape.hasKeywords ? 2 : 0))
        if let known = shapesByArguments[key] { return known }
        var shape = shape
        shape.names = keep(names)
        shapes.append(shape)
        shapesByArguments[key] = shapes.count - 1
        return shapes.count - 1
    }

    /// Adds the keys of a dict display.
    mutating func addTemplate(_ template: DictTemplate) -> Int {
        templates.append(template)
        return templates.count - 1
    }

    consuming func seal() -> FrozenHeap { arena.seal() }
}
