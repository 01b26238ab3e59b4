public import Starlark

/// The classes of objects with which analysis extends what a module may hold and still be kept.
public let persistentAnalysisObjects: [any PersistentNative.Type] = [
    ProviderCallable.self, ProviderFieldObject.self, TransitiveSetDefinition.self,
    TransitiveSetType.self,
    DynamicAttributeObject.self, DynamicActionsCallable.self, CmdArgsObject.self,
]

extension ProviderCallable: PersistentNative {
    static let persistentName = "provider"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        guard let id = definition.id, definition.isDeclared else {
            throw SnapshotRefusal("a provider has no name")
        }
        encoder.write([id.module, id.name, definition.documentation])
        encoder.write(definition.fields.count)
        for field in definition.fields {
            encoder.write(field.name)
            try encoder.write(field.type, field.fallback)
        }
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let texts = try decoder.strings()
        let count = try decoder.integer()
        guard texts.count == 3, (0...1 << 16).contains(count) else {
            throw SnapshotDiscard.malformed
        }
        var fields: [ProviderDefinition.Field] = []
        for _ in 0..<count {
            let name = try decoder.string()
            let (type, fallback) = try decoder.providerField()
            fields.append(ProviderDefinition.Field(name: name, type: type, fallback: fallback))
        }
        let definition = ProviderDefinition(fields: fields, documentation: texts[2])
        definition.export(name: texts[1], module: texts[0])
        return ProviderCallable(definition)
    }
}

extension ProviderFieldObject: PersistentNative {
    static let persistentName = "provider_field"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try encoder.write(type, fallback)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let (type, fallback) = try decoder.providerField()
        return ProviderFieldObject(type: type, fallback: fallback)
    }
}

extension TransitiveSetDefinition: PersistentNative {
    static let persistentName = "transitive_set"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        guard let name = shape.name else {
            throw SnapshotRefusal("a transitive set has no name")
        }
        encoder.write(shape, name: name)
        try encoder.write(argumentFunctions)
        try encoder.write(jsonFunctions)
        try encoder.write(reductionFunctions)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let shape = try decoder.transitiveSetShape()
        let (argumentFunctions, jsonFunctions) = (try decoder.values(), try decoder.values())
        return TransitiveSetDefinition(
            shape, arguments: argumentFunctions, json: jsonFunctions,
            reductions: try decoder.values())
    }
}

extension TransitiveSetType: PersistentNative {
    static let persistentName = "transitive_set_type"
    static let isInterchangeable = true

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        guard let name = shape.name else {
            throw SnapshotRefusal("a transitive set has no name")
        }
        encoder.write(shape, name: name)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        TransitiveSetType(try decoder.transitiveSetShape())
    }
}

extension NativeEncoder {
    fileprivate mutating func write(_ shape: TransitiveSetShape, name: String) {
        write([shape.module, name])
        write(shape.argumentProjections)
        write(shape.jsonProjections)
        write(shape.reductions)
    }
}

extension NativeDecoder {
    fileprivate mutating func transitiveSetShape() throws -> TransitiveSetShape {
        let texts = try strings()
        guard texts.count == 2 else { throw SnapshotDiscard.malformed }
        let (arguments, json) = (try strings(), try strings())
        let shape = TransitiveSetShape(
            arguments: arguments, json: json, reductions: try strings())
        shape.export(name: texts[1], module: texts[0])
        return shape
    }
}

private enum FallbackTag: Int {
    case required, nothing, bool, integer, string, emptyList, emptyDict, tuple
}

extension NativeEncoder {
    /// Writes what a field of a provider takes, and what it is when it is left out.
    fileprivate mutating func write(
        _ type: TypeValue?, _ fallback: ProviderDefinition.Fallback
    ) throws(SnapshotRefusal) {
        write(type != nil)
        if let type { try write(object: type) }
        try write(fallback)
    }

    private mutating func write(
        _ fallback: ProviderDefinition.Fallback
    ) throws(SnapshotRefusal) {
        switch fallback {
        case .tuple(let parts):
            write(FallbackTag.tuple.rawValue)
            write(parts.count)
            for part in parts { try write(part) }
        case .required: write(FallbackTag.required.rawValue)
        case .emptyList: write(FallbackTag.emptyList.rawValue)
        case .emptyDict: write(FallbackTag.emptyDict.rawValue)
        case .value(let frozen):
            if frozen.value.isNone {
                write(FallbackTag.nothing.rawValue)
            } else if let bool = frozen.value.asBool {
                write(FallbackTag.bool.rawValue)
                write(bool)
            } else if let integer = frozen.value.asInt {
                write(FallbackTag.integer.rawValue)
                write(integer)
            } else if let text = frozen.value.asString {
                write(FallbackTag.string.rawValue)
                write(text)
            } else {
                throw SnapshotRefusal("the default of a provider's field is no plain value")
            }
        }
    }
}

extension NativeDecoder {
    fileprivate mutating func providerField() throws -> (TypeValue?, ProviderDefinition.Fallback) {
        let type = try bool() ? try object(TypeValue.self) : nil
        return (type, try fallback())
    }

    private mutating func fallback() throws -> ProviderDefinition.Fallback {
        switch FallbackTag(rawValue: try integer()) {
        case .required: return .required
        case .nothing: return .value(.none)
        case .bool: return .value(FrozenValue(bool: try bool()))
        case .integer: return .value(FrozenValue.none.part(Value(small: try integer())))
        case .string: return .value(FrozenValue(string: try string()))
        case .emptyList: return .emptyList
        case .emptyDict: return .emptyDict
        case .tuple:
            let count = try integer()
            guard (0...1 << 16).contains(count) else { throw SnapshotDiscard.malformed }
            return .tuple(try (0..<count).map { _ in try fallback() })
        case nil: throw SnapshotDiscard.malformed
        }
    }
}
