import BuildModel
import Incremental
import Starlark

extension SelectObject: PersistentNative {
    static let persistentName = "select"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        switch content {
        case .branches: try encoder.write([branchesValue])
        case .sum(let left, let right): try encoder.write([left, right])
        }
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let operands = try decoder.values()
        switch operands.count {
        case 1: return SelectObject(branches: operands[0])
        case 2: return SelectObject(operands[0], operands[1])
        default: throw SnapshotDiscard.malformed
        }
    }
}

extension AttributeObject: PersistentNative {
    static let persistentName = "attribute"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        try type.encode(to: &encoder)
        try encoder.write(defaultValue)
        encoder.write(isDefaultOnly)
        encoder.write(documentation)
        try encoder.write(providers)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let type = try AttributeType(from: &decoder)
        let defaultValue = try decoder.attributeValue()
        let isDefaultOnly = try decoder.bool()
        let documentation = try decoder.string()
        return AttributeObject(
            type: type, defaultValue: defaultValue, isDefaultOnly: isDefaultOnly,
            documentation: documentation, providers: try decoder.values())
    }
}

extension RuleObject: PersistentNative {
    static let persistentName = "rule"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        guard let definition else { throw SnapshotRefusal("a rule has no name") }
        encoder.write(definition.name)
        encoder.write(definition.module.cell.text)
        encoder.write(definition.module.path.text)
        encoder.write(Int(truncatingIfNeeded: moduleFingerprint.low))
        encoder.write(Int(truncatingIfNeeded: moduleFingerprint.high))
        try encoder.write(definition.implementation)
        encoder.write(definition.traits)
        encoder.write(definition.documentation)
        encoder.write(definition.artifactPromises != nil)
        encoder.write(definition.artifactPromises?.map(\.name) ?? [])
        try encoder.write(definition.artifactPromises?.map(\.function) ?? [])
        encoder.write(definition.declaredAttributes.count)
        for attribute in definition.declaredAttributes {
            encoder.write(attribute.name)
            try attribute.type.encode(to: &encoder)
            try encoder.write(attribute.defaultValue)
            encoder.write(attribute.isDefaultOnly)
            encoder.write(attribute.documentation)
            try encoder.write(attribute.providers)
        }
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let name = try decoder.string()
        let cell = CellName(unchecked: try decoder.string())
        let path = CellPath(cell: cell, path: RelativePath(unchecked: try decoder.string()))
        let low = UInt64(truncatingIfNeeded: try decoder.integer())
        let fingerprint = Fingerprint(
            low: low, high: UInt64(truncatingIfNeeded: try decoder.integer()))
        let implementation = try decoder.value()
        let traits = try decoder.ruleTraits()
        let documentation = try decoder.string()
        let isAnonymous = try decoder.bool()
        let promised = try decoder.strings()
        let functions = try decoder.values()
        guard promised.count == functions.count else { throw SnapshotDiscard.malformed }
        var attributes: [AttributeDefinition] = []
        for _ in 0..<(try decoder.count()) {
            let name = try decoder.string()
            let type = try AttributeType(from: &decoder)
            let defaultValue = try decoder.attributeValue()
            let isDefaultOnly = try decoder.bool()
            let documentation = try decoder.string()
            attributes.append(
                AttributeDefinition(
                    name: name, type: type, defaultValue: defaultValue,
                    isDefaultOnly: isDefaultOnly, documentation: documentation,
                    providers: try decoder.values()))
        }
        let draft = RuleDraft(
            module: path, moduleFingerprint: fingerprint, implementation: .none, attributes: [],
            traits: traits, documentation: documentation)
        return RuleObject(
            draft,
            definition: RuleDefinition(
                name: name, module: path, implementation: implementation, declared: attributes,
                traits: traits, documentation: documentation, moduleFingerprint: fingerprint,
                artifactPromises: isAnonymous
                    ? zip(promised, functions).map { ($0, $1) } : nil))
    }
}

extension NativeEncoder {
    fileprivate mutating func write(_ traits: RuleTraits) {
        switch traits.transition {
        case .none: write(0)
        case .fromAttribute: write(1)
        case .fixed(let transition):
            write(2)
            write(transition)
        }
        write(traits.isToolchain)
        write(traits.isConfiguration)
        write(traits.isOfScripts)
        write(traits.plugins)
    }
}

extension NativeDecoder {
    fileprivate mutating func ruleTraits() throws -> RuleTraits {
        var traits = RuleTraits()
        switch try integer() {
        case 0: traits.transition = .none
        case 1: traits.transition = .fromAttribute
        case 2: traits.transition = .fixed(try transition())
        default: throw SnapshotDiscard.malformed
        }
        traits.isToolchain = try bool()
        traits.isConfiguration = try bool()
        traits.isOfScripts = try bool()
        traits.plugins = try pluginKinds()
        return traits
    }

    /// Reads a number of things that follow.
    mutating func count() throws -> Int {
        let count = try integer()
        guard (0...1 << 20).contains(count) else { throw SnapshotDiscard.malformed }
        return count
    }
}
