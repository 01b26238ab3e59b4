import BuildModel
import ByteCoding
import Incremental
import Loading

// The bytes of the keys of execution platforms, transitions and modifiers.

extension ExecutionPlatformsKey: PersistentKey {
    static let persistentName = "execution-platforms"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }

    static func write(_ output: ExecutionPlatforms?, to writer: inout ByteWriter) -> Bool {
        writer.write(optional: output) { writer, platforms in
            writer.write(platforms.target)
            writer.write(platforms.candidates) { $0.write($1) }
            switch platforms.fallback {
            case .error: writer.write(UInt64(0))
            case .unspecified: writer.write(UInt64(1))
            case .platform(let platform):
                writer.write(UInt64(2))
                writer.write(platform)
            }
        }
        return true
    }

    static func readOutput(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> ExecutionPlatforms? {
        try reader.optional { reader throws(DamagedBytes) in
            let target = try reader.targetLabel()
            let candidates = try reader.list { reader throws(DamagedBytes) in
                try reader.executionPlatform()
            }
            let fallback: ExecutionPlatforms.Fallback
            switch try reader.number() {
            case 0: fallback = .error
            case 1: fallback = .unspecified
            case 2: fallback = .platform(try reader.executionPlatform())
            default: throw DamagedBytes()
            }
            return ExecutionPlatforms(target: target, candidates: candidates, fallback: fallback)
        }
    }
}

extension ExecutionResolutionKey: PersistentKey {
    static let persistentName = "execution-resolution"

    func write(to writer: inout ByteWriter) {
        writer.write(cell)
        writer.write(needs)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let cell = try reader.cellName()
        self.init(cell: cell, needs: try reader.executionNeeds())
    }

    static func write(_ output: ExecutionResolution, to writer: inout ByteWriter) -> Bool {
        writer.write(optional: output.platform) { $0.write($1) }
        writer.write(output.skipped) {
            $0.write($1.name)
            $0.write($1.reason)
        }
        return true
    }

    static func readOutput(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> ExecutionResolution {
        let platform = try reader.optional { reader throws(DamagedBytes) in
            try reader.executionPlatform()
        }
        let skipped = try reader.list { reader throws(DamagedBytes) in
            let name = try reader.string()
            return ExecutionResolution.Skipped(name: name, reason: try reader.executionRefusal())
        }
        return ExecutionResolution(platform: platform, skipped: skipped)
    }
}

extension ToolchainRefusalKey: PersistentKey {
    static let persistentName = "toolchain-refusal"

    func write(to writer: inout ByteWriter) {
        writer.write(toolchain)
        writer.write(platform)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let toolchain = try reader.configuredTargetLabel()
        self.init(toolchain: toolchain, platform: try reader.executionPlatform())
    }

    static func write(_ output: ExecutionRefusal?, to writer: inout ByteWriter) -> Bool {
        writer.write(optional: output) { $0.write($1) }
        return true
    }

    static func readOutput(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> ExecutionRefusal? {
        try reader.optional { reader throws(DamagedBytes) in try reader.executionRefusal() }
    }
}

extension TransitionKey: PersistentKey {
    static let persistentName = "transition"

    func write(to writer: inout ByteWriter) {
        writer.write(transition)
        writer.write(configuration)
        writer.write(optional: attributes) { writer, values in
            writer.write(values) { writer, value in
                writer.write(optional: value) { $1.write(to: &$0) }
            }
        }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let transition = try reader.transition()
        let configuration = try reader.configurationLabel()
        self.init(
            transition: transition, configuration: configuration,
            attributes: try reader.optional { reader throws(DamagedBytes) in
                try reader.list { reader throws(DamagedBytes) in
                    try reader.optional { reader throws(DamagedBytes) in
                        try ConfiguredValue(from: &reader)
                    }
                }
            })
    }

    static func write(_ output: AppliedTransition, to writer: inout ByteWriter) -> Bool {
        switch output {
        case .single(let label):
            writer.write(false)
            writer.write(label)
        case .split(let branches):
            writer.write(true)
            writer.write(branches) {
                $0.write($1.name)
                $0.write($1.configuration)
            }
        }
        return true
    }

    static func readOutput(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> AppliedTransition {
        guard try reader.bool() else { return .single(try reader.configurationLabel()) }
        return .split(
            try reader.list { reader throws(DamagedBytes) in
                let name = try reader.string()
                return AppliedTransition.Branch(
                    name: name, configuration: try reader.configurationLabel())
            })
    }
}

extension TransitionAttributesKey: PersistentKey {
    static let persistentName = "transition-attributes"

    func write(to writer: inout ByteWriter) { writer.write(transition) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(transition: try reader.transition())
    }

    static func write(_ output: [String]?, to writer: inout ByteWriter) -> Bool {
        writer.write(optional: output) { $0.write($1) { $0.write($1) } }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> [String]? {
        try reader.optional { reader throws(DamagedBytes) in
            try reader.list { reader throws(DamagedBytes) in try reader.string() }
        }
    }
}

extension ModifiedConfigurationKey: PersistentKey {
    static let persistentName = "modified-configuration"

    func write(to writer: inout ByteWriter) {
        writer.write(configuration)
        writer.write(modifiers)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let configuration = try reader.configurationLabel()
        self.init(configuration: configuration, modifiers: try reader.configurationModifiers())
    }

    static func write(_ output: ConfigurationLabel, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> ConfigurationLabel {
        try reader.configurationLabel()
    }
}

extension ExecutionConfigurationKey: PersistentKey {
    static let persistentName = "execution-configuration"

    func write(to writer: inout ByteWriter) {
        writer.write(target)
        writer.write(platform)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let target = try reader.targetLabel()
        self.init(target: target, platform: try reader.configurationLabel())
    }

    static func write(_ output: ConfigurationLabel, to writer: inout ByteWriter) -> Bool {
        ModifiedConfigurationKey.write(output, to: &writer)
    }

    static func readOutput(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> ConfigurationLabel {
        try ModifiedConfigurationKey.readOutput(from: &reader)
    }
}
