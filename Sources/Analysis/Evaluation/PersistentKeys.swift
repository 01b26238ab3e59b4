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
    HostToolKey.self, HostToolPlacesKey.self, OutputPathDefaultsKey.self,
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

    func write(to writer: inout ByteWriter) { writer.write(owner) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(owner: try reader.read())
    }
}

extension AnalysisKey: PersistentKey {
    static let persistentName = "analysis"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read())
    }
}

extension HostToolKey: PersistentOutputKey {
    /// Its name in files.
    public static let persistentName = "host-tool"

    /// Writes the names.
    public func write(to writer: inout ByteWriter) { writer.write(names) }

    /// Reads the names.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(names: try reader.read())
    }
}

extension HostToolSearch: ByteCodable {
    /// Appends the program, or where was looked.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .found(let program):
            writer.write(true)
            writer.write(program)
        case .missing(let searched):
            writer.write(false)
            writer.write(searched)
        }
    }

    /// Reads the program, or where was looked.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self =
            try reader.bool() ? .found(try reader.read()) : .missing(searched: try reader.read())
    }
}

extension HostToolPlacesKey: PersistentOutputKey {
    static let persistentName = "host-tool-places"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}
