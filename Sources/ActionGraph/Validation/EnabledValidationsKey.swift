import Analysis
import BuildModel
import ByteCoding
public import Incremental

/// The names of the optional validations that the command asks for: an input, asked for only by
/// targets that have some.
struct EnabledValidationsKey: Key {
    var description: String { "enabled-validations" }

    func compute(in context: borrowing Context) async throws -> [String] { [] }
}

extension EnabledValidationsKey: PersistentOutputKey {
    static let persistentName = "enabled-validations"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

extension Transaction {
    /// Says which optional validations are looked at.
    ///
    /// - Parameter names: Their names, sorted.
    public mutating func setEnabledValidations(_ names: [String]) {
        set(EnabledValidationsKey(), names)
    }
}

extension Context {
    /// Those of some validations that count: all but the optional ones that nobody asks for.
    borrowing func enabled(
        among validations: [TargetValidation]
    ) async throws -> [TargetValidation] {
        guard validations.contains(where: \.isOptional) else { return validations }
        let names = try await request(EnabledValidationsKey())
        return validations.filter { !$0.isOptional || names.contains($0.name) }
    }
}
