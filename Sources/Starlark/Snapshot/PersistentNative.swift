/// A native object that can be written with the frozen module it is in, and made again from that.
///
/// A module that holds an object of any other class is not kept; it runs again in each process.
public protocol PersistentNative: NativeObject, SendableMetatype {
    /// The name by which snapshots know the class; no two classes of a registry share it.
    static var persistentName: String { get }

    /// Whether objects with the same encoding may become one: true of what has no identity.
    static var isInterchangeable: Bool { get }

    /// Writes what `decode` needs.
    ///
    /// - Throws: If this object, unlike others of the class, cannot be kept.
    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal)

    /// Makes the object again from what `encode` wrote, read in the same order.
    ///
    /// Values it reads may be kept, and looked into as far as they are no native objects: those
    /// may not be there yet. What is needed as an object must have been written as one.
    ///
    /// - Throws: Whatever is wrong; the snapshot is then discarded.
    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject
}

extension PersistentNative {
    /// False: objects stay the objects they are.
    public static var isInterchangeable: Bool { false }
}

/// What a native object writes itself to.
public struct NativeEncoder {
    let writer: ImageWriter
    var packed = PackedWriter()

    init(_ writer: ImageWriter) {
        self.writer = writer
    }

    /// Writes a value that the object holds.
    public mutating func write(_ value: Value) throws(SnapshotRefusal) {
        switch try writer.reference(to: value) {
        case .inline(let word):
            packed.write(0)
            packed.write(word: word)
        case .object(let offset):
            packed.write(1)
            packed.write(offset)
        case .raw(let offset):
            packed.write(2)
            packed.write(offset)
        case .imported(let number):
            packed.write(3)
            packed.write(number)
        }
    }

    /// Writes values with their count.
    public mutating func write(_ values: [Value]) throws(SnapshotRefusal) {
        packed.write(values.count)
        for value in values { try write(value) }
    }

    /// Writes another native object that the object holds, which stays one object for all holders.
    public mutating func write(object: NativeObject) throws(SnapshotRefusal) {
        packed.write(try writer.importNative(object))
    }

    /// Writes a text.
    public mutating func write(_ text: String) { packed.write(text) }

    /// Writes texts with their count.
    public mutating func write(_ texts: [String]) {
        packed.write(texts.count)
        for text in texts { packed.write(text) }
    }

    /// Writes an integer.
    public mutating func write(_ integer: Int) {
        packed.write(word: UInt64(bitPattern: Int64(integer)))
    }

    /// Writes a boolean.
    public mutating func write(_ bool: Bool) { packed.write(bool ? 1 : 0) }

    /// Writes bytes with their count.
    public mutating func write(bytes: [UInt8]) { packed.write(bytes: bytes) }
}

/// What a native object is made again from.
public struct NativeDecoder {
    let loader: ImageLoader
    var packed: PackedReader

    init(_ loader: ImageLoader, _ packed: PackedReader) {
        self.loader = loader
        self.packed = packed
    }

    /// Reads a value.
    public mutating func value() throws -> Value {
        switch try packed.integer() {
        case 0:
            let word = Value(bits: UInt(try packed.word()))
            guard !word.isObject else { throw SnapshotDiscard.malformed }
            return word
        case 1: return try loader.object(at: try packed.integer())
        case 2: return try loader.rawObject(at: try packed.integer())
        case 3: return try loader.importedValue(try packed.integer())
        default: throw SnapshotDiscard.malformed
        }
    }

    /// Reads values.
    public mutating func values() throws -> [Value] {
        let count = try packed.counter()
        var values: [Value] = []
        for _ in 0..<count { values.append(try value()) }
        return values
    }

    /// Reads a native object of a class.
    public mutating func object<T: NativeObject>(_ type: T.Type) throws -> T {
        guard let object = try loader.native(try packed.integer()) as? T else {
            throw SnapshotDiscard.malformed
        }
        return object
    }

    /// Reads a text.
    public mutating func string() throws -> String { try packed.string() }

    /// Reads texts.
    public mutating func strings() throws -> [String] {
        let count = try packed.counter()
        var texts: [String] = []
        for _ in 0..<count { texts.append(try packed.string()) }
        return texts
    }

    /// Reads an integer.
    public mutating func integer() throws -> Int {
        Int(truncatingIfNeeded: Int64(bitPattern: try packed.word()))
    }

    /// Reads a boolean.
    public mutating func bool() throws -> Bool { try packed.integer() != 0 }

    /// Reads bytes.
    public mutating func bytes() throws -> [UInt8] { Array(try packed.part()) }
}
