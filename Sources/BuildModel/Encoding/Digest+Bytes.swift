public import ByteCoding

extension Digest: ByteCodable {
    /// Appends the 32 bytes of the hash, then the size.
    public func write(to writer: inout ByteWriter) {
        writer.write(raw: hashBytes)
        writer.write(UInt64(sizeBytes))
    }

    /// Reads a digest.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let hash = try reader.slice(Digest.hashByteCount)
        guard let size = Int64(exactly: try reader.number()),
            let digest = Digest(hash: hash, sizeBytes: size)
        else { throw DamagedBytes() }
        self = digest
    }
}

extension HostProgram: ByteCodable {
    /// Appends name, path and digest.
    public func write(to writer: inout ByteWriter) {
        writer.write(name)
        writer.write(path)
        writer.write(digest)
    }

    /// Reads a program of this machine.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            name: try reader.read(), path: try reader.read(), digest: try reader.read())
    }
}
