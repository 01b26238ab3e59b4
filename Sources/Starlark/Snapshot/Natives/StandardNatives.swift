/// The classes of the library's own native objects that can be kept.
enum StandardNatives {
    static let kinds: [any PersistentNative.Type] = [
        RecordIdentity.self, RecordField.self, RecordType.self, Record.self,
        EnumIdentity.self, EnumType.self, EnumElement.self,
        ShapedType.self, TypeChecker.self, LibraryType.self,
        Namespace.self, Partial.self, RegularExpression.self, StringElements.self,
    ]
}

extension Namespace: PersistentNative {
    static let persistentName = "namespace"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try encoder.write(fields)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        Namespace(try decoder.value())
    }
}

extension Partial: PersistentNative {
    static let persistentName = "partial"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try encoder.write(function)
        try encoder.write(positional)
        try encoder.write(named)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let function = try decoder.value()
        let positional = try decoder.value()
        return Partial(function, positional: positional, named: try decoder.value())
    }
}

extension RegularExpression: PersistentNative {
    static let persistentName = "regex"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        encoder.write(pattern)
        encoder.write(isFancy)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let pattern = try decoder.string()
        return try RegularExpression(pattern, isFancy: try decoder.bool())
    }
}

extension StringElements: PersistentNative {
    static let persistentName = "string_elements"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try encoder.write(string)
        encoder.write(asCodePoints)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let string = try decoder.value()
        return StringElements(string, asCodePoints: try decoder.bool())
    }
}
