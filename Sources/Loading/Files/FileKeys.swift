import BuildModel
public import Incremental

/// The files that the keys of loading read.
public enum SourceTreeResource: ResourceKey {
    /// The tree of the project.
    public typealias Service = any SourceTree
}

/// The bytes of a file; nil if there is none.
struct FileBytesKey: Key {
    let location: FileLocation

    var description: String { "file(\(location))" }

    func compute(in context: borrowing Context) async throws -> [UInt8]? {
        context.willRead(location, for: self)
        do {
            return try context.resources[SourceTreeResource.self].read(location)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    static func sizeBytes(of output: [UInt8]?) -> Int { 32 + (output?.count ?? 0) }

    static func fingerprint(_ output: [UInt8]?) -> Fingerprint? {
        guard let output else { return Fingerprint(low: 0, high: 0) }
        return Fingerprinter.fingerprint(of: output)
    }
}

/// What a folder holds; nil if there is no such folder.
struct DirectoryKey: Key {
    let location: FileLocation

    var description: String { "folder(\(location))" }

    func compute(in context: borrowing Context) async throws -> DirectoryListing? {
        context.willRead(location, for: self)
        do {
            return try context.resources[SourceTreeResource.self].list(location)
        } catch {
            guard error.code == .notFound || error.code == .wrongKind else { throw error }
            return nil
        }
    }

    static func fingerprint(_ output: DirectoryListing?) -> Fingerprint? {
        guard let output else { return Fingerprint(low: 0, high: 0) }
        var fingerprinter = Fingerprinter()
        for entry in output.entries {
            fingerprinter.combine(entry.name)
            fingerprinter.combine(Int(entry.kind.rawValue))
        }
        return fingerprinter.finish()
    }
}

extension Transaction {
    /// Says that a file or folder of the project was written, created or removed.
    ///
    /// Both what it holds and the listing of the folder it is in are read again when next needed.
    public mutating func invalidateSource(_ location: FileLocation) {
        invalidate(FileBytesKey(location: location))
        invalidate(DirectoryKey(location: location))
        switch location {
        case .project(let path):
            if let parent = path.parent { invalidate(DirectoryKey(location: .project(parent))) }
        case .bundled(let path):
            if let parent = path.parent { invalidate(DirectoryKey(location: .bundled(parent))) }
        case .external(let path): invalidate(DirectoryKey(location: .external(path.parent)))
        }
    }
}
