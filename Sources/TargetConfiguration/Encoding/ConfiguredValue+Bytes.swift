import BuildModel
import ByteCoding
import Incremental
import Loading

// The bytes of configured values, which the keys of transitions hold.
//
//   value   its form, then what it consists of

extension ConfiguredValue {
    /// The value with the strings of command lines, and queries, as plain text.
    var withoutMacros: ConfiguredValue {
        switch self {
        case .arg(let parts):
            return .string(parts.map(\.description).joined())
        case .query(let query, _): return .string(query.text)
        case .list(let elements): return .list(elements.map(\.withoutMacros))
        case .tuple(let elements): return .tuple(elements.map(\.withoutMacros))
        case .dict(let entries):
            return .dict(
                entries.map { .init(key: $0.key.withoutMacros, value: $0.value.withoutMacros) })
        case .null, .bool, .int, .string, .dependency, .configuration, .label, .source,
            .sourceTarget, .hostTool:
            return self
        }
    }

    private enum Form: UInt64, CaseIterable {
        case null, bool, int, string, list, tuple, dict, dependency, configuration, label
        case source, sourceTarget, hostTool
    }

    /// Writes the value.
    ///
    /// - Precondition: It is `withoutMacros`.
    func write(to writer: inout ByteWriter) {
        func form(_ form: Form) { writer.write(form.rawValue) }
        switch self {
        case .null: form(.null)
        case .bool(let value):
            form(.bool)
            writer.write(value)
        case .int(let value):
            form(.int)
            writer.write(value)
        case .string(let value):
            form(.string)
            writer.write(value)
        case .list(let elements):
            form(.list)
            writer.write(elements) { $1.write(to: &$0) }
        case .tuple(let elements):
            form(.tuple)
            writer.write(elements) { $1.write(to: &$0) }
        case .dict(let entries):
            form(.dict)
            writer.write(entries) {
                $1.key.write(to: &$0)
                $1.value.write(to: &$0)
            }
        case .dependency(let label):
            form(.dependency)
            writer.write(label)
        case .configuration(let label):
            form(.configuration)
            writer.write(label)
        case .label(let label):
            form(.label)
            writer.write(label)
        case .source(let source):
            form(.source)
            writer.write(source.package)
            writer.write(source.path)
            writer.write(source.isDirectory)
        case .sourceTarget(let label):
            form(.sourceTarget)
            writer.write(label)
        case .hostTool(let names):
            form(.hostTool)
            writer.write(names)
        case .arg, .query: preconditionFailure("macros are text before values are written")
        }
    }

    /// Reads a value.
    init(from reader: inout ByteReader) throws(DamagedBytes) {
        guard let form = Form(rawValue: try reader.number()) else { throw DamagedBytes() }
        switch form {
        case .null: self = .null
        case .bool: self = .bool(try reader.bool())
        case .int: self = .int(try reader.integer())
        case .string: self = .string(try reader.string())
        case .list: self = .list(try Self.elements(from: &reader))
        case .tuple: self = .tuple(try Self.elements(from: &reader))
        case .dict:
            self = .dict(
                try reader.list { reader throws(DamagedBytes) in
                    let key = try ConfiguredValue(from: &reader)
                    return DictEntry(key: key, value: try ConfiguredValue(from: &reader))
                })
        case .dependency: self = .dependency(try reader.read())
        case .configuration: self = .configuration(try reader.read())
        case .label: self = .label(try reader.read())
        case .source:
            self = .source(
                SourceReference(
                    package: try reader.read(), path: try reader.read(),
                    isDirectory: try reader.read()))
        case .sourceTarget: self = .sourceTarget(try reader.read())
        case .hostTool:
            self = .hostTool(try reader.read())
        }
    }

    private static func elements(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> [ConfiguredValue] {
        try reader.list { reader throws(DamagedBytes) in try ConfiguredValue(from: &reader) }
    }
}
