import BuildModel
public import ByteCoding
public import Incremental
import Loading

/// The kinds of keys of analysis.
///
/// Providers are Starlark values, and made again when they are needed. What is done with an
/// analysis, that is actions and what is to be built, is kept by those who do it.
public let persistentAnalysisKeys: [any PersistentKey.Type] = [
    AnalysisKey.self, AnonymousTargetKey.self, AttributeQueryKey.self, DynamicStepKey.self,
    HostToolKey.self, HostToolPlacesKey.self,
]

extension AnonymousTargetKey: PersistentKey {
    static let persistentName = "anonymous-target"

    func write(to writer: inout ByteWriter) { writer.write(model: { $0.write(target) }) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            target: try reader.model { reader throws(DamagedBytes) in
                try reader.anonymousTarget()
            })
    }
}

extension DynamicStepKey: PersistentKey {
    static let persistentName = "dynamic-step"

    func write(to writer: inout ByteWriter) { writer.write(model: { $0.write(owner) }) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            owner: try reader.model { reader throws(DamagedBytes) in try reader.owner() })
    }
}

extension AnalysisKey: PersistentKey {
    static let persistentName = "analysis"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.configuredTargetLabel())
    }
}

extension HostToolKey: PersistentKey {
    /// Its name in files.
    public static let persistentName = "host-tool"

    /// Writes the names.
    public func write(to writer: inout ByteWriter) { writer.write(names) { $0.write($1) } }

    /// Reads the names.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(names: try reader.list { reader throws(DamagedBytes) in try reader.string() })
    }

    /// Writes the program, or where was looked.
    public static func write(_ output: HostToolSearch, to writer: inout ByteWriter) -> Bool {
        switch output {
        case .found(let program):
            writer.write(true)
            writer.write(program)
        case .missing(let searched):
            writer.write(false)
            writer.write(searched) { $0.write($1) }
        }
        return true
    }

    /// Reads the program, or where was looked.
    public static func readOutput(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> HostToolSearch {
        guard try reader.bool() else {
            return .missing(
                searched: try reader.list { reader throws(DamagedBytes) in
                    try reader.string()
                })
        }
        return .found(try reader.hostProgram())
    }
}

extension HostToolPlacesKey: PersistentKey {
    static let persistentName = "host-tool-places"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }

    static func write(_ output: String, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> String {
        try reader.string()
    }
}
