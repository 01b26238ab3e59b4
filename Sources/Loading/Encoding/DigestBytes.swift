public import BuildModel
public import ByteCoding
public import Incremental

// The bytes of digests: 32 bytes of hash, then the size.

extension ByteWriter {
    /// Writes a digest.
    public mutating func write(_ digest: Digest) {
        write(raw: digest.hashBytes)
        write(UInt64(digest.sizeBytes))
    }

    /// Writes a program of this machine.
    public mutating func write(_ program: HostProgram) {
        write(program.name)
        write(program.path.text)
        write(program.digest)
    }
}

extension ByteReader {
    /// Reads a digest.
    public mutating func digest() throws(DamagedBytes) -> Digest {
        let hash = try slice(Digest.hashByteCount)
        guard let size = Int64(exactly: try number()),
            let digest = Digest(hash: hash, sizeBytes: size)
        else { throw DamagedBytes() }
        return digest
    }

    /// Reads a program of this machine.
    public mutating func hostProgram() throws(DamagedBytes) -> HostProgram {
        HostProgram(name: try string(), path: try absolutePath(), digest: try digest())
    }
}
