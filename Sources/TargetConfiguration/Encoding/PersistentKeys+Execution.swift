import BuildModel
import ByteCoding
import Incremental
import Loading

// The bytes of the keys of execution platforms, transitions and modifiers.

extension ExecutionPlatformsKey: PersistentOutputKey {
    static let persistentName = "execution-platforms"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

extension ExecutionResolutionKey: PersistentOutputKey {
    static let persistentName = "execution-resolution"

    func write(to writer: inout ByteWriter) {
        writer.write(cell)
        writer.write(needs)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(cell: try reader.read(), needs: try reader.read())
    }
}

extension ToolchainRefusalKey: PersistentOutputKey {
    static let persistentName = "toolchain-refusal"

    func write(to writer: inout ByteWriter) {
        writer.write(toolchain)
        writer.write(platform)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(toolchain: try reader.read(), platform: try reader.read())
    }
}

extension TransitionKey: PersistentOutputKey {
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
        self.init(
            transition: try reader.read(), configuration: try reader.read(),
            attributes: try reader.optional { reader throws(DamagedBytes) in
                try reader.list { reader throws(DamagedBytes) in
                    try reader.optional { reader throws(DamagedBytes) in
                        try ConfiguredValue(from: &reader)
                    }
                }
            })
    }
}

extension TransitionAttributesKey: PersistentOutputKey {
    static let persistentName = "transition-attributes"

    func write(to writer: inout ByteWriter) { writer.write(transition) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(transition: try reader.read())
    }
}

extension ModifiedConfigurationKey: PersistentOutputKey {
    static let persistentName = "modified-configuration"

    func write(to writer: inout ByteWriter) {
        writer.write(configuration)
        writer.write(modifiers)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(configuration: try reader.read(), modifiers: try reader.read())
    }
}

extension ExecutionConfigurationKey: PersistentOutputKey {
    static let persistentName = "execution-configuration"

    func write(to writer: inout ByteWriter) {
        writer.write(target)
        writer.write(platform)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(target: try reader.read(), platform: try reader.read())
    }
}
