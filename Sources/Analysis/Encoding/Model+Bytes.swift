public import BuildModel
public import ByteCoding

// Values of the model that stand alone in bytes.

extension ActionKey: ByteCodable {
    /// Appends the identity of an action.
    public func write(to writer: inout ByteWriter) { writer.write(model: { $0.write(self) }) }

    /// Reads the identity of an action.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.model { reader throws(DamagedBytes) in try reader.actionKey() }
    }
}

extension AnalysisOwner: ByteCodable {
    /// Appends whose analysis it is.
    public func write(to writer: inout ByteWriter) { writer.write(model: { $0.write(self) }) }

    /// Reads whose analysis it is.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.model { reader throws(DamagedBytes) in try reader.owner() }
    }
}

extension Artifact: ByteCodable {
    /// Appends an artifact.
    public func write(to writer: inout ByteWriter) { writer.write(model: { $0.write(self) }) }

    /// Reads an artifact.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.model { reader throws(DamagedBytes) in try reader.artifact() }
    }
}
