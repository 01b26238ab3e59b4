import Starlark

extension AttributeType {
    private enum Tag: Int {
        case string, bool, int, any, enumeration, list, tuple, dict, option, oneOf, dependency
        case label, source, arg, hostTool, visibility, metadata, modifiers
        case transitionDependency, configuredDependency, pluginDependency, query
    }

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        encoder.write(tag.rawValue)
        switch self {
        case .string, .bool, .int, .any, .label, .arg, .hostTool, .visibility, .metadata,
            .modifiers, .query:
            break
        case .enumeration(let names): encoder.write(names)
        case .list(let inner), .option(let inner): try inner.encode(to: &encoder)
        case .tuple(let parts), .oneOf(let parts):
            encoder.write(parts.count)
            for part in parts { try part.encode(to: &encoder) }
        case .dict(let key, let value, let isSorted):
            try key.encode(to: &encoder)
            try value.encode(to: &encoder)
            encoder.write(isSorted)
        case .dependency(let kind, let providers, let plugins):
            encoder.write(kind.rawValue)
            encoder.write(providers)
            encoder.write(plugins)
        case .transitionDependency(let transition, let isSplit, let providers):
            encoder.write(transition != nil)
            if let transition { encoder.write(transition) }
            encoder.write(isSplit)
            encoder.write(providers)
        case .configuredDependency(let providers): encoder.write(providers)
        case .pluginDependency(let kind): encoder.write(kind)
        case .source(let allowsDirectory): encoder.write(allowsDirectory)
        }
    }

    private var tag: Tag {
        switch self {
        case .string: .string
        case .bool: .bool
        case .int: .int
        case .any: .any
        case .enumeration: .enumeration
        case .list: .list
        case .tuple: .tuple
        case .dict: .dict
        case .option: .option
        case .oneOf: .oneOf
        case .dependency: .dependency
        case .label: .label
        case .source: .source
        case .arg: .arg
        case .hostTool: .hostTool
        case .visibility: .visibility
        case .metadata: .metadata
        case .modifiers: .modifiers
        case .transitionDependency: .transitionDependency
        case .configuredDependency: .configuredDependency
        case .pluginDependency: .pluginDependency
        case .query: .query
        }
    }

    init(from decoder: inout NativeDecoder) throws {
        guard let tag = Tag(rawValue: try decoder.integer()) else {
            throw SnapshotDiscard.malformed
        }
        switch tag {
        case .string: self = .string
        case .bool: self = .bool
        case .int: self = .int
        case .any: self = .any
        case .label: self = .label
        case .arg: self = .arg
        case .hostTool: self = .hostTool
        case .visibility: self = .visibility
        case .metadata: self = .metadata
        case .modifiers: self = .modifiers
        case .query: self = .query
        case .enumeration: self = .enumeration(try decoder.strings())
        case .list: self = .list(try AttributeType(from: &decoder))
        case .option: self = .option(try AttributeType(from: &decoder))
        case .tuple: self = .tuple(try AttributeType.parts(from: &decoder))
        case .oneOf: self = .oneOf(try AttributeType.parts(from: &decoder))
        case .dict:
            let key = try AttributeType(from: &decoder)
            let value = try AttributeType(from: &decoder)
            self = .dict(key: key, value: value, isSorted: try decoder.bool())
        case .dependency:
            let kind = DependencyKind(rawValue: try decoder.string())
            guard let kind else { throw SnapshotDiscard.malformed }
            let providers = try decoder.range()
            self = .dependency(kind, providers: providers, plugins: try decoder.pluginPulls())
        case .transitionDependency:
            let transition = try decoder.bool() ? try decoder.transition() : nil
            let isSplit = try decoder.bool()
            self = .transitionDependency(
                transition, isSplit: isSplit, providers: try decoder.range())
        case .configuredDependency:
            self = .configuredDependency(providers: try decoder.range())
        case .pluginDependency: self = .pluginDependency(try decoder.pluginKind())
        case .source: self = .source(allowsDirectory: try decoder.bool())
        }
    }

    private static func parts(from decoder: inout NativeDecoder) throws -> [AttributeType] {
        var parts: [AttributeType] = []
        for _ in 0..<(try decoder.count()) { parts.append(try AttributeType(from: &decoder)) }
        return parts
    }
}
