import BuildModel
import Starlark

/// Defaults of attributes: what a package's own value can be besides, a default rarely is, and a
/// module with one of those is not kept.
extension AttributeValue {
    private enum Tag: Int {
        case null, bool, int, string, list, tuple, dict, dependency, label, source, sourceTarget
        case arg, hostTool, select, concatenation
        case transitionDependency, configuredDependency, pluginDependency, query, selectEnding
    }

    fileprivate func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        encoder.write(tag.rawValue)
        switch self {
        case .null: break
        case .bool(let value): encoder.write(value)
        case .int(let value): encoder.write(value)
        case .string(let value): encoder.write(value)
        case .list(let values), .tuple(let values), .concatenation(let values):
            encoder.write(values.count)
            for value in values { try value.encode(to: &encoder) }
        case .dict(let entries):
            encoder.write(entries.count)
            for entry in entries {
                try entry.key.encode(to: &encoder)
                try entry.value.encode(to: &encoder)
            }
        case .dependency(let label, let kind):
            encoder.write(label)
            encoder.write(kind.rawValue)
        case .transitionDependency(let label, let transition, let isSplit):
            encoder.write(label)
            encoder.write(transition)
            encoder.write(isSplit)
        case .configuredDependency(let label, let platform):
            encoder.write(label)
            encoder.write(ProvidersLabel(target: platform))
        case .pluginDependency(let label, let kind):
            encoder.write(ProvidersLabel(target: label))
            encoder.write(kind)
        case .query: throw SnapshotRefusal("the default of an attribute is a query")
        case .label(let label), .sourceTarget(let label): encoder.write(label)
        case .source(let source): encoder.write(source)
        case .arg(let parts):
            var texts: [String] = []
            for part in parts {
                guard case .text(let text) = part else {
                    throw SnapshotRefusal("the default of an attribute has macros")
                }
                texts.append(text)
            }
            encoder.write(texts)
        case .hostTool(let names): encoder.write(names)
        case .selectEnding(let ending, let message):
            encoder.write(ending.rawValue)
            encoder.write(message)
        case .select(let select):
            encoder.write(select.branches.count)
            for branch in select.branches {
                encoder.write(branch.key)
                try branch.value.encode(to: &encoder)
            }
            try encoder.write(select.fallback)
        }
    }

    private var tag: Tag {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .string: .string
        case .list: .list
        case .tuple: .tuple
        case .dict: .dict
        case .dependency: .dependency
        case .label: .label
        case .source: .source
        case .sourceTarget: .sourceTarget
        case .arg: .arg
        case .hostTool: .hostTool
        case .select: .select
        case .concatenation: .concatenation
        case .selectEnding: .selectEnding
        case .transitionDependency: .transitionDependency
        case .configuredDependency: .configuredDependency
        case .pluginDependency: .pluginDependency
        case .query: .query
        }
    }

    fileprivate init(from decoder: inout NativeDecoder) throws {
        guard let tag = Tag(rawValue: try decoder.integer()) else {
            throw SnapshotDiscard.malformed
        }
        switch tag {
        case .null: self = .null
        case .bool: self = .bool(try decoder.bool())
        case .int: self = .int(try decoder.integer())
        case .string: self = .string(try decoder.string())
        case .list: self = .list(try AttributeValue.parts(from: &decoder))
        case .tuple: self = .tuple(try AttributeValue.parts(from: &decoder))
        case .concatenation: self = .concatenation(try AttributeValue.parts(from: &decoder))
        case .selectEnding:
            guard let ending = SelectEnding(rawValue: try decoder.string()) else {
                throw SnapshotDiscard.malformed
            }
            self = .selectEnding(ending, message: try decoder.string())
        case .dict:
            var entries: [DictEntry] = []
            for _ in 0..<(try decoder.count()) {
                let key = try AttributeValue(from: &decoder)
                entries.append(DictEntry(key: key, value: try AttributeValue(from: &decoder)))
            }
            self = .dict(entries)
        case .dependency:
            let label = try decoder.label()
            guard let kind = DependencyKind(rawValue: try decoder.string()) else {
                throw SnapshotDiscard.malformed
            }
            self = .dependency(label, kind)
        case .transitionDependency:
            let label = try decoder.label()
            let transition = try decoder.transition()
            self = .transitionDependency(label, transition, isSplit: try decoder.bool())
        case .configuredDependency:
            let label = try decoder.label()
            self = .configuredDependency(label, platform: try decoder.label().target)
        case .pluginDependency:
            let label = try decoder.label().target
            self = .pluginDependency(label, try decoder.pluginKind())
        case .query: throw SnapshotDiscard.malformed
        case .label: self = .label(try decoder.label())
        case .sourceTarget: self = .sourceTarget(try decoder.label())
        case .source: self = .source(try decoder.source())
        case .arg: self = .arg(try decoder.strings().map { .text($0) })
        case .hostTool: self = .hostTool(try decoder.strings())
        case .select:
            var branches: [Branch] = []
            for _ in 0..<(try decoder.count()) {
                let key = try decoder.label()
                branches.append(Branch(key: key, value: try AttributeValue(from: &decoder)))
            }
            self = .select(Select(branches: branches, fallback: try decoder.attributeValue()))
        }
    }

    private static func parts(from decoder: inout NativeDecoder) throws -> [AttributeValue] {
        var parts: [AttributeValue] = []
        for _ in 0..<(try decoder.count()) { parts.append(try AttributeValue(from: &decoder)) }
        return parts
    }
}

extension NativeEncoder {
    /// Writes a value or that there is none.
    mutating func write(_ value: AttributeValue?) throws(SnapshotRefusal) {
        write(value != nil)
        try value?.encode(to: &self)
    }

    fileprivate mutating func write(_ package: PackageLabel) {
        write([package.cell.text, package.path.text])
    }

    mutating func write(_ label: ProvidersLabel) {
        write(label.target.package)
        write(label.target.name)
        write(label.subTargets)
    }

    fileprivate mutating func write(_ source: SourceReference) {
        write(source.package)
        write(source.path.text)
        write(source.isDirectory)
    }
}

extension NativeDecoder {
    /// Reads a value, or that there is none.
    mutating func attributeValue() throws -> AttributeValue? {
        try bool() ? try AttributeValue(from: &self) : nil
    }

    private mutating func package() throws -> PackageLabel {
        let parts = try strings()
        guard parts.count == 2 else { throw SnapshotDiscard.malformed }
        return PackageLabel(
            cell: CellName(unchecked: parts[0]), path: RelativePath(unchecked: parts[1]))
    }

    mutating func label() throws -> ProvidersLabel {
        let package = try package()
        let name = try string()
        return ProvidersLabel(
            target: TargetLabel(package: package, name: name), subTargets: try strings())
    }

    fileprivate mutating func source() throws -> SourceReference {
        let package = try package()
        let path = RelativePath(unchecked: try string())
        return SourceReference(package: package, path: path, isDirectory: try bool())
    }
}
