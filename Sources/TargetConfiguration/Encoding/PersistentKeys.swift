import BuildModel
import ByteCoding
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
    ExecutionConfigurationKey.self, RequestedPatternsKey.self, DependencyRolloutsKey.self,
    RequestedGroupKey.self, TargetUniverseKey.self,
]

extension PlatformKey: PersistentOutputKey {
    static let persistentName = "platform"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read())
    }
}

extension HostPlatformKey: PersistentOutputKey {
    static let persistentName = "host-platform"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

extension DefaultPlatformKey: PersistentOutputKey {
    static let persistentName = "default-platform"

    func write(to writer: inout ByteWriter) { writer.write(package) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(package: try reader.read())
    }
}

extension ConfigurationKey: PersistentOutputKey {
    static let persistentName = "configuration"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read())
    }
}

extension SelectKeyKey: PersistentOutputKey {
    static let persistentName = "select-key"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read())
    }
}

extension ConfiguredTargetKey: PersistentKey {
    static let persistentName = "configured-target"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read())
    }
}

extension TargetSummaryKey: PersistentOutputKey {
    static let persistentName = "target-summary"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read())
    }
}

extension DependencyRolloutsKey: PersistentOutputKey {
    static let persistentName = "dependency-rollouts"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

extension RequestedPatternsKey: PersistentOutputKey {
    static let persistentName = "requested-patterns"

    func write(to writer: inout ByteWriter) { writer.write(setting) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(setting: try reader.read())
    }
}
