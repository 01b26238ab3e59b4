import BuildModel
public import ByteCoding
public import Incremental
import Loading

/// The kinds of keys of configuring.
///
/// Configurations, and the facts behind the keys of selects, are kept: they are few, and come from
/// the analysis of targets. A configured target refers to Starlark values and is made again.
public let persistentConfigurationKeys: [any PersistentKey.Type] = [
    PlatformKey.self, HostPlatformKey.self, ConfigurationKey.self, SelectKeyKey.self,
    ConfiguredTargetKey.self,
]

extension PlatformKey: PersistentKey {
    static let persistentName = "platform"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.targetLabel())
    }

    static func write(_ output: Configuration, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> Configuration {
        try reader.configuration()
    }
}

extension HostPlatformKey: PersistentKey {
    static let persistentName = "host-platform"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }

    static func write(_ output: Configuration, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> Configuration {
        try reader.configuration()
    }
}

extension ConfigurationKey: PersistentKey {
    static let persistentName = "configuration"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.configurationLabel())
    }

    static func write(_ output: Configuration, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> Configuration {
        try reader.configuration()
    }
}

extension SelectKeyKey: PersistentKey {
    static let persistentName = "select-key"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.providersLabel())
    }

    static func write(_ output: ConfigurationFacts, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> ConfigurationFacts {
        try reader.configurationFacts()
    }
}

extension ConfiguredTargetKey: PersistentKey {
    static let persistentName = "configured-target"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.configuredTargetLabel())
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ configuration: Configuration) {
        write(configuration.label)
        write(configuration.facts)
    }

    fileprivate mutating func write(_ facts: ConfigurationFacts) {
        write(facts.constraints.sorted { $0.key < $1.key }) {
            $0.write($1.key)
            $0.write($1.value)
        }
        write(facts.values.sorted { $0.key < $1.key }) {
            $0.write($1.key)
            $0.write($1.value)
        }
    }
}

extension ByteReader {
    fileprivate mutating func configuration() throws(DamagedBytes) -> Configuration {
        Configuration(label: try configurationLabel(), facts: try configurationFacts())
    }

    fileprivate mutating func configurationFacts() throws(DamagedBytes) -> ConfigurationFacts {
        let constraints = try list { reader throws(DamagedBytes) in
            (setting: try reader.targetLabel(), value: try reader.providersLabel())
        }
        let values = try list { reader throws(DamagedBytes) in
            (key: try reader.string(), value: try reader.string())
        }
        return ConfigurationFacts(
            constraints: constraints.reduce(into: [:]) { $0[$1.setting] = $1.value },
            values: values.reduce(into: [:]) { $0[$1.key] = $1.value })
    }
}
