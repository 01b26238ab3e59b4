import Analysis
import BuildModel
import ByteCoding
import Incremental
import Loading

/// The bytes of a value that names transitive sets, and the identities of those sets.
///
/// Plain data, equal for equal values: it is kept as it is, and hashing it says whether the value
/// has changed. Sets stand apart, because the command lines of a thousand libraries share them:
/// with their nodes, the bytes would grow with the square of the number of libraries.
struct EncodedValue: Sendable, Hashable {
    /// The sets, each at the number by which the bytes name it.
    let sets: [CommandLineSet.Identity]
    /// What a `ModelWriter` wrote.
    let bytes: [UInt8]

    /// Writes a value.
    init(_ body: (inout ModelWriter) -> Void) {
        var writer = ModelWriter()
        body(&writer)
        sets = writer.sets
        bytes = writer.bytes.bytes
    }

    /// Reads the value.
    ///
    /// - Parameters:
    ///   - resolved: The sets, in the order of ``sets``.
    ///   - body: Reads it from the start; all has to be read.
    /// - Returns: What the body returned.
    /// - Throws: If the bytes are damaged.
    func decode<Value>(
        _ resolved: [CommandLineSet],
        _ body: (inout ModelReader) throws(DamagedBytes) -> Value
    ) throws(DamagedBytes) -> Value {
        try ByteReader.read(bytes) { reader throws(DamagedBytes) in
            var model = ModelReader(reader, sets: resolved)
            let value = try body(&model)
            try model.bytes.end()
            return value
        }
    }

    /// Stands for the bytes, and for which sets they name.
    var fingerprint: Fingerprint {
        var writer = ByteWriter()
        writer.write(model: { $0.write(sets) { $0.write($1) } })
        writer.write(raw: bytes)
        return Fingerprinter.fingerprint(of: writer.bytes)
    }
}

extension EncodedValue: ByteCodable {
    /// Writes what is kept: a checksum, the sets, the bytes.
    ///
    /// The bytes are read late, where damage could not be mended; so it is found early.
    func write(to writer: inout ByteWriter) {
        writer.write(fingerprint)
        writer.write(model: { $0.write(sets) { $0.write($1) } })
        writer.write(bytes: bytes)
    }

    /// Reads what was kept.
    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let checksum: Fingerprint = try reader.read()
        sets = try reader.model { reader throws(DamagedBytes) in
            try reader.list { reader throws(DamagedBytes) in try reader.setIdentity() }
        }
        bytes = try reader.bytes()
        guard fingerprint == checksum else { throw DamagedBytes() }
    }
}

extension ModelWriter {
    /// Writes what tells a set from all others.
    mutating func write(_ identity: CommandLineSet.Identity) {
        write(identity.owner)
        bytes.write(UInt64(identity.index))
    }
}

extension ModelReader {
    /// Reads what tells a set from all others.
    mutating func setIdentity() throws(DamagedBytes) -> CommandLineSet.Identity {
        CommandLineSet.Identity(owner: try owner(), index: try index())
    }
}
