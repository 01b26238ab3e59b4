import BuildModel
public import ByteCoding
public import Incremental
import Loading

/// The kinds of keys of configuring.
///
/// Configurations, and what is known of platforms and of who may depend on whom, are kept: they are
/// small, and whoever asks for them should not have to evaluate files. A configured target refers
/// to Starlark values and is made again.
public let persistentConfigurationKeys: [any PersistentKey.Type] = [
    PlatformKey.self, HostPlatformKey.self, DefaultPlatformKey.self, ConfigurationKey.self,
    SelectKeyKey.self, ConfiguredTargetKey.self, TargetSummaryKey.self, PluginListsKey.self,
    ExecutionPlatformsKey.self, ExecutionResolutionKey.self, ToolchainRefusalKey.self,
    TransitionKey.self, TransitionAttributesKey.self, ModifiedConfigurationKey.self,
    ExecutionConfigurationKey.self, RequestedPatternsKey.self,
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

    static func write(_ output: TargetLabel?, to writer: inout ByteWriter) -> Bool {
        writer.write(optional: output) { $0.write($1) }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> TargetLabel? {
        try reader.optional { reader throws(DamagedBytes) in try reader.targetLabel() }
    }
}

extension DefaultPlatformKey: PersistentKey {
    static let persistentName = "default-platform"

    func write(to writer: inout ByteWriter) { writer.write(package) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(package: try reader.packageLabel())
    }

    static func write(_ output: TargetLabel?, to writer: inout ByteWriter) -> Bool {
        HostPlatformKey.write(output, to: &writer)
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> TargetLabel? {
        try HostPlatformKey.readOutput(from: &reader)
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

extension TargetSummaryKey: PersistentKey {
    static let persistentName = "target-summary"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.configuredTargetLabel())
    }

    static func write(_ output: TargetSummary, to writer: inout ByteWriter) -> Bool {
        writer.write(optional: output.incompatibility) { $0.write($1) }
        switch output.visibility {
        case .everyone: writer.write(true)
        case .patterns(let patterns):
            writer.write(false)
            writer.write(patterns) { $0.write($1) }
        }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> TargetSummary {
        let reason = try reader.optional { reader throws(DamagedBytes) in
            try reader.incompatibility()
        }
        if try reader.bool() {
            return TargetSummary(incompatibility: reason, visibility: .everyone)
        }
        return TargetSummary(
            incompatibility: reason,
            visibility: .patterns(
                try reader.list { reader throws(DamagedBytes) in try reader.targetPattern() }))
    }
}

extension RequestedPatternsKey: PersistentKey {
    static let persistentName = "requested-patterns"

    func write(to writer: inout ByteWriter) { writer.write(setting) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(setting: try reader.string())
    }

    static func write(_ output: [TargetPattern], to writer: inout ByteWriter) -> Bool {
        writer.write(output) { $0.write($1) }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> [TargetPattern] {
        try reader.list { reader throws(DamagedBytes) in try reader.targetPattern() }
    }
}
