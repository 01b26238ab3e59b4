public import BuildModel
public import ByteCoding
import Incremental
public import Loading

// The bytes of what a command asks for.

extension VisibilityPattern: ByteCodable {
    /// Appends the globs, none for a pattern, then the pattern or the scopes.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .targets(let pattern):
            writer.write([String]())
            writer.write([pattern])
        case .names(let glob):
            writer.write(glob.globs)
            writer.write(glob.scopes)
        }
    }

    /// Reads an element of a visibility list.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let globs: [String] = try reader.read()
        let patterns: [TargetPattern] = try reader.read()
        guard globs.isEmpty else {
            self = .names(TargetNameGlob(globs: globs, scopes: patterns))
            return
        }
        guard let pattern = patterns.first else { throw DamagedBytes() }
        self = .targets(pattern)
    }
}

extension TargetPattern: ByteCodable {
    /// Appends its form, then what it names.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .target(let label):
            writer.write(UInt64(0))
            writer.write(label)
        case .package(let package):
            writer.write(UInt64(1))
            writer.write(package)
        case .recursive(let folder):
            writer.write(UInt64(2))
            writer.write(folder)
        }
    }

    /// Reads a pattern.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .target(try reader.read())
        case 1: self = .package(try reader.read())
        case 2: self = .recursive(try reader.read())
        default: throw DamagedBytes()
        }
    }
}

extension RequestedGroupKey: PersistentKey {
    static let persistentName = "requested-group"

    func write(to writer: inout ByteWriter) { writer.write(group) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(group: try reader.read())
    }

    static func write(_ output: RequestedMembers, to writer: inout ByteWriter) -> Bool {
        guard output.failures.isEmpty else { return false }
        writer.write(output.targets)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> RequestedMembers {
        RequestedMembers(targets: try reader.read(), failures: [])
    }
}

extension TargetUniverseKey: PersistentKey {
    static let persistentName = "target-universe"

    func write(to writer: inout ByteWriter) { writer.write(patterns) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(patterns: try reader.read())
    }
}

extension RequestedPattern: ByteCodable {
    /// Appends what a command asks for.
    public func write(to writer: inout ByteWriter) {
        writer.write(pattern)
        writer.write(resolution)
    }

    /// Reads what a command asks for.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(pattern: try reader.read(), resolution: try reader.read())
    }
}

extension TargetResolution: ByteCodable {
    /// Appends its form, then what it says.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .request(let request):
            writer.write(false)
            writer.write(request)
        case .universe(let patterns, let predicate):
            writer.write(true)
            writer.write(patterns)
            writer.write(predicate)
        }
    }

    /// Reads how targets come to their configurations.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self =
            try reader.bool()
            ? .universe(try reader.read(), try reader.read()) : .request(try reader.read())
    }
}

extension ConfigurationRequest: ByteCodable {
    /// Appends platform and modifiers.
    public func write(to writer: inout ByteWriter) {
        writer.write(platform)
        writer.write(modifiers)
        writer.write(isOfPattern)
    }

    /// Reads what a command says of configurations.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            platform: try reader.read(), modifiers: try reader.read(),
            isOfPattern: try reader.read())
    }
}

extension ConfigurationPredicate: ByteCodable {
    /// Appends name and hash.
    public func write(to writer: inout ByteWriter) {
        writer.write(name)
        writer.write(hash)
    }

    /// Reads which configurations are meant.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(name: try reader.read(), hash: try reader.read())
    }
}

extension RequestedGroup: ByteCodable {
    /// Appends which targets of a package are asked for, and how they are configured.
    public func write(to writer: inout ByteWriter) {
        switch members {
        case .package(let package):
            writer.write(false)
            writer.write(package)
        case .target(let label):
            writer.write(true)
            writer.write(label)
        }
        writer.write(resolution)
    }

    /// Reads which targets of a package are asked for.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let members: Members =
            try reader.bool() ? .target(try reader.read()) : .package(try reader.read())
        self.init(members: members, resolution: try reader.read())
    }
}

extension RequestedTarget: ByteCodable {
    /// Appends what the target is called, then the target.
    public func write(to writer: inout ByteWriter) {
        writer.write(label)
        writer.write(configured)
    }

    /// Reads a target that a command asks for.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read(), configured: try reader.read())
    }
}

extension RequestedLabel: ByteCodable {
    /// Appends label and modifiers.
    public func write(to writer: inout ByteWriter) {
        writer.write(providers)
        writer.write(modifiers)
    }

    /// Reads what a target is called.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(try reader.read(), modifiers: try reader.read())
    }
}
