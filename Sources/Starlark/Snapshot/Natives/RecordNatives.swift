extension RecordIdentity: PersistentNative {
    static let persistentName = "record_identity"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        encoder.write(fields)
        encoder.write(exportedName.map { [$0] } ?? [])
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let identity = RecordIdentity(fields: try decoder.strings())
        if let name = try decoder.strings().first { identity.export(as: name) }
        return identity
    }
}

extension RecordField: PersistentNative {
    static let persistentName = "record_field"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try encoder.write(object: type)
        try encoder.write(fallback.map { [$0] } ?? [])
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let type = try decoder.object(TypeValue.self)
        return RecordField(type, default: try decoder.values().first)
    }
}

extension RecordType: PersistentNative {
    static let persistentName = "record_type"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try encoder.write(object: identity)
        encoder.write(fields.count)
        for field in fields { try field.encode(to: &encoder) }
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let identity = try decoder.object(RecordIdentity.self)
        var fields: [RecordField] = []
        guard try decoder.integer() == identity.fields.count else {
            throw SnapshotDiscard.malformed
        }
        for _ in identity.fields {
            let type = try decoder.object(TypeValue.self)
            fields.append(RecordField(type, default: try decoder.values().first))
        }
        return RecordType(identity, fields)
    }
}

extension Record: PersistentNative {
    static let persistentName = "record"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try encoder.write(object: identity)
        try encoder.write(values)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let identity = try decoder.object(RecordIdentity.self)
        return Record(identity, try decoder.value())
    }
}

extension EnumIdentity: PersistentNative {
    static let persistentName = "enum_identity"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        encoder.write(elements)
        encoder.write(exportedName.map { [$0] } ?? [])
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let identity = EnumIdentity(elements: try decoder.strings())
        if let name = try decoder.strings().first { identity.export(as: name) }
        return identity
    }
}

extension EnumType: PersistentNative {
    static let persistentName = "enum_type"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try encoder.write(object: identity)
        try encoder.write(elements)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let identity = try decoder.object(EnumIdentity.self)
        return EnumType(identity, try decoder.values())
    }
}

extension EnumElement: PersistentNative {
    static let persistentName = "enum_element"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try encoder.write(object: identity)
        encoder.write(index)
        try encoder.write(name)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let identity = try decoder.object(EnumIdentity.self)
        let index = try decoder.integer()
        return EnumElement(identity, index: index, name: try decoder.value())
    }
}
