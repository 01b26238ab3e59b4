import Analysis
import BuildModel
import ByteCoding
import Diagnostics
import Incremental
import Loading

/// The action that makes an output which was handed to a dynamic step.
///
/// Plain data, which outlives the process where the step's analysis does not.
struct KeptPromiseKey: PersistentOutputKey {
    let promise: ActionKey

    init(promise: ActionKey) { self.promise = promise }

    var description: String { "promise(\(promise))" }

    func compute(in context: borrowing Context) async throws -> ActionKey {
        guard let place = promise.promisedOutput else {
            preconditionFailure("only a promise has to be kept")
        }
        let promises = try await context.analysis(of: promise.owner).promises
        guard place < promises.count else {
            throw Diagnostic.error("`\(promise.owner)` has no output \(place) any more")
        }
        context.workLog.add(
            PerformedWork(
                .action(promise), start: .now, duration: .zero,
                needs: [.analysis(promise.owner), .action(promises[place])]))
        // The step may have handed it on to another one.
        return try await context.maker(of: promises[place])
    }

    static let persistentName = "kept-promise"

    func write(to writer: inout ByteWriter) { writer.write(promise) }

    init(from reader: inout ByteReader) throws(DamagedBytes) { promise = try reader.read() }
}

extension Context {
    /// The action that a key names, or that keeps the promise it is.
    borrowing func maker(of key: ActionKey) async throws -> ActionKey {
        if key.promisedOutput == nil { return key }
        return try await request(KeptPromiseKey(promise: key))
    }
}
