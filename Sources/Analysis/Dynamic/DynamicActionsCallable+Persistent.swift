import Incremental
import Starlark

extension DynamicAttributeObject: PersistentNative {
    static let persistentName = "dynamic-attribute"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try encoder.write(type)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        DynamicAttributeObject(try decoder.dynamicAttributeType())
    }
}

extension DynamicActionsCallable: PersistentNative {
    static let persistentName = "dynamic-actions"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        guard let name, let fingerprint = definition.moduleFingerprint else {
            throw SnapshotRefusal("a `dynamic_actions()` has no name")
        }
        encoder.write([name, definition.module])
        encoder.write(Int(truncatingIfNeeded: fingerprint.low))
        encoder.write(Int(truncatingIfNeeded: fingerprint.high))
        try encoder.write(definition.implementation)
        encoder.write(definition.attributes.map(\.name))
        for attribute in definition.attributes { try encoder.write(attribute.type) }
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let texts = try decoder.strings()
        guard texts.count == 2 else { throw SnapshotDiscard.malformed }
        let low = UInt64(truncatingIfNeeded: try decoder.integer())
        let fingerprint = Fingerprint(
            low: low, high: UInt64(truncatingIfNeeded: try decoder.integer()))
        let implementation = try decoder.value()
        var attributes: [(name: String, type: DynamicAttributeType)] = []
        for name in try decoder.strings() {
            attributes.append((name, try decoder.dynamicAttributeType()))
        }
        return DynamicActionsCallable(
            Definition(
                implementation: implementation, attributes: attributes, module: texts[1],
                moduleFingerprint: fingerprint), name: texts[0])
    }
}

private enum TypeTag: Int {
    case output, artifactValue, dynamicValue, value, list, tuple, dict, option
}

extension NativeEncoder {
    fileprivate mutating func write(
        _ type: DynamicAttributeType
    ) throws(SnapshotRefusal) {
        switch type {
        case .output: write(TypeTag.output.rawValue)
        case .artifactValue: write(TypeTag.artifactValue.rawValue)
        case .dynamicValue: write(TypeTag.dynamicValue.rawValue)
        case .value(let type):
            write(TypeTag.value.rawValue)
            try write(object: type)
        case .list(let element):
            write(TypeTag.list.rawValue)
            try write(element)
        case .tuple(let elements):
            write(TypeTag.tuple.rawValue)
            write(elements.count)
            for element in elements { try write(element) }
        case .dict(let key, let value):
            write(TypeTag.dict.rawValue)
            try write(object: key)
            try write(value)
        case .option(let inner):
            write(TypeTag.option.rawValue)
            try write(inner)
        }
    }
}

extension NativeDecoder {
    fileprivate mutating func dynamicAttributeType(
        depth: Int = 0
    ) throws -> DynamicAttributeType {
        guard depth < 100, let tag = TypeTag(rawValue: try integer()) else {
            throw SnapshotDiscard.malformed
        }
        switch tag {
        case .output: return .output
        case .artifactValue: return .artifactValue
        case .dynamicValue: return .dynamicValue
        case .value: return .value(try object(TypeValue.self))
        case .list: return .list(try dynamicAttributeType(depth: depth + 1))
        case .tuple:
            let count = try integer()
            guard (0...1 << 16).contains(count) else { throw SnapshotDiscard.malformed }
            var elements: [DynamicAttributeType] = []
            for _ in 0..<count { elements.append(try dynamicAttributeType(depth: depth + 1)) }
            return .tuple(elements)
        case .dict:
            let key = try object(TypeValue.self)
            return .dict(key: key, value: try dynamicAttributeType(depth: depth + 1))
        case .option: return .option(try dynamicAttributeType(depth: depth + 1))
        }
    }
}
