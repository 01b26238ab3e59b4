import Analysis
import BuildModel
import ByteCoding
import Diagnostics
import Incremental
import Loading
import Storage

/// What is needed of a target whose build is asked for: an output in place, or a validation.
///
/// Both are asked for at once, so that a target that is not valid fails before a slow output is
/// there.
struct NeedKey: PersistentKey {
    enum Need: Hashable, Sendable {
        case output(Artifact, isPlaced: Bool)
        case validation(TargetValidation)
    }

    let need: Need

    init(need: Need) { self.need = need }

    var description: String {
        switch need {
        case .output(let artifact, _): "need(\(ArtifactKey(artifact: artifact)))"
        case .validation(let validation): "validate(\(validation.owner) \(validation.name))"
        }
    }

    func compute(in context: borrowing Context) async throws {
        switch need {
        case .output(let artifact, let isPlaced):
            if isPlaced {
                try await context.request(PlacedOutputKey(artifact: artifact))
            } else {
                _ = try await context.request(ArtifactKey(artifact: artifact))
            }
        case .validation(let validation):
            let services = context.resources[ActionServicesResource.self]
            let content = try await context.resources[BuiltFilesResource.self]
                .contents(of: [validation.result], in: context)[0]
            guard case .file(let bytes) = content else {
                throw validation.malformed("it is a folder")
            }
            try validation.check(
                String(decoding: bytes, as: UTF8.self),
                at: services.layout.path(of: validation.result))
        }
    }

    /// It says nothing but that it is so.
    static func fingerprint(_ output: Void) -> Fingerprint? { Fingerprint(low: 0, high: 0) }

    static let persistentName = "need"

    func write(to writer: inout ByteWriter) {
        writer.write(model: { writer in
            switch need {
            case .output(let artifact, let isPlaced):
                writer.bytes.write(false)
                writer.write(artifact)
                writer.bytes.write(isPlaced)
            case .validation(let validation):
                writer.bytes.write(true)
                writer.write(validation)
            }
        })
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        need = try reader.model { reader throws(DamagedBytes) in
            try reader.bytes.bool()
                ? .validation(try reader.validation())
                : .output(try reader.artifact(), isPlaced: try reader.bytes.bool())
        }
    }

    static func write(_ output: Void, to writer: inout ByteWriter) -> Bool { true }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) {}
}

extension ModelWriter {
    /// Writes a validation.
    mutating func write(_ validation: TargetValidation) {
        write(validation.owner)
        bytes.write(validation.name)
        write(validation.result)
        bytes.write(validation.isOptional)
    }
}

extension ModelReader {
    /// Reads a validation.
    mutating func validation() throws(DamagedBytes) -> TargetValidation {
        TargetValidation(
            owner: try target(), name: try bytes.string(), result: try artifact(),
            isOptional: try bytes.bool())
    }
}

extension TargetValidation {
    fileprivate func malformed(_ reason: String) -> Diagnostic {
        .error(
            "The result of validation `\(name)` of `\(owner)` cannot be understood: \(reason)",
            help: ["It is a JSON object: {\"version\": 1, \"data\": {\"status\": \"success\"}}"])
    }

    /// Reads the result.
    ///
    /// - Throws: What it says is wrong; a diagnostic if it is malformed.
    fileprivate func check(_ text: String, at path: ProjectPath) throws(Diagnostic) {
        let result = try ValidationResult(text, malformed)
        guard !result.succeeded else { return }
        let reason = result.message.map { "\n\n\($0)" } ?? ""
        throw .error(
            "Validation for `\(owner)` failed:\(reason)\n\nFull validation result is located at "
                + "\(path)")
    }
}
