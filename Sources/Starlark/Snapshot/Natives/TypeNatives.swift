extension ShapedType: PersistentNative {
    static let persistentName = "type"
    /// Types of the language are equal by what they demand.
    static let isInterchangeable = true

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        encoder.write(name)
        try shape.encode(to: &encoder, depth: 0)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let name = try decoder.string()
        return ShapedType(name, try TypeShape(from: &decoder, depth: 0))
    }
}

extension LibraryType: PersistentNative {
    static let persistentName = "library_type"
    static let isInterchangeable = true

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        encoder.write(name)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        switch try decoder.string() {
        case namespace.name: return namespace
        case regex.name: return regex
        default: throw SnapshotDiscard.malformed
        }
    }
}

extension TypeChecker: PersistentNative {
    static let persistentName = "eval_type"
    static let isInterchangeable = true

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try encoder.write(object: type)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        TypeChecker(try decoder.object(TypeValue.self))
    }
}

extension TypeShape {
    private enum Tag: Int {
        case kinds, list, set, dict, tuple, tupleOf, callable, union, custom
    }

    private static let depthLimit = 200

    fileprivate func encode(
        to encoder: inout NativeEncoder, depth: Int
    ) throws(SnapshotRefusal) {
        guard depth < TypeShape.depthLimit else {
            throw SnapshotRefusal("a type is nested too deeply")
        }
        encoder.write(tag.rawValue)
        switch self {
        case .kinds(let kinds): encoder.write(Int(kinds.rawValue))
        case .callable: break
        case .custom(let type): try encoder.write(object: type)
        case .list(let part), .set(let part), .tupleOf(let part):
            try part.encode(to: &encoder, depth: depth + 1)
        case .dict(let key, let value):
            try key.encode(to: &encoder, depth: depth + 1)
            try value.encode(to: &encoder, depth: depth + 1)
        case .tuple(let parts), .union(let parts):
            encoder.write(parts.count)
            for part in parts { try part.encode(to: &encoder, depth: depth + 1) }
        }
    }

    private var tag: Tag {
        switch self {
        case .kinds: .kinds
        case .list: .list
        case .set: .set
        case .dict: .dict
        case .tuple: .tuple
        case .tupleOf: .tupleOf
        case .callable: .callable
        case .union: .union
        case .custom: .custom
        }
    }

    fileprivate init(from decoder: inout NativeDecoder, depth: Int) throws {
        guard depth < TypeShape.depthLimit, let tag = Tag(rawValue: try decoder.integer()) else {
            throw SnapshotDiscard.malformed
        }
        switch tag {
        case .kinds:
            self = .kinds(KindSet(rawValue: UInt32(truncatingIfNeeded: try decoder.integer())))
        case .callable: self = .callable
        case .custom: self = .custom(try decoder.object(TypeValue.self))
        case .list: self = .list(try TypeShape(from: &decoder, depth: depth + 1))
        case .set: self = .set(try TypeShape(from: &decoder, depth: depth + 1))
        case .tupleOf: self = .tupleOf(try TypeShape(from: &decoder, depth: depth + 1))
        case .dict:
            let key = try TypeShape(from: &decoder, depth: depth + 1)
            self = .dict(key, try TypeShape(from: &decoder, depth: depth + 1))
        case .tuple: self = .tuple(try TypeShape.parts(from: &decoder, depth: depth))
        case .union: self = .union(try TypeShape.parts(from: &decoder, depth: depth))
        }
    }

    private static func parts(from decoder: inout NativeDecoder, depth: Int) throws -> [TypeShape] {
        let count = try decoder.integer()
        guard (0...1 << 16).contains(count) else { throw SnapshotDiscard.malformed }
        var parts: [TypeShape] = []
        for _ in 0..<count { parts.append(try TypeShape(from: &decoder, depth: depth + 1)) }
        return parts
    }
}
