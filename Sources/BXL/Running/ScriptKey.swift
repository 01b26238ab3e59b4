package import Analysis
package import BuildModel
import ByteCoding
import Diagnostics
package import Incremental
import Loading

/// A run of a function of a script.
struct ScriptKey: PersistentKey {
    let run: ScriptRun

    init(run: ScriptRun) { self.run = run }

    var description: String { "bxl(\(run))" }

    func compute(in context: borrowing Context) async throws -> ScriptOutcome {
        let module = try await context.module(at: run.file)
        let function = try ScriptFunction(run, in: module)
        let cells = try await context.cells()
        let surroundings = ScriptSurroundings(context)
        let run = run
        return try await Rendezvous.serving(context) { rendezvous, cancellation in
            let evaluator = ScriptEvaluator(
                cells: cells, rendezvous: rendezvous, surroundings: surroundings,
                cancellation: cancellation)
            return try evaluator.outcome(of: run, function)
        }
    }

    /// Never evicted: what it declared refers to values by identity, of which there must be one.
    static func sizeBytes(of output: ScriptOutcome) -> Int { 0 }

    static let persistentName = "bxl"

    func write(to writer: inout ByteWriter) { run.write(to: &writer) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        run = try ScriptRun.read(from: &reader)
    }
}

/// The kinds of keys of scripts.
///
/// What a run came to holds Starlark values and is not kept.
package let persistentScriptKeys: [any PersistentKey.Type] = [ScriptKey.self]

extension Context {
    /// What a run of a function of a script comes to; a failure of the function is part of it.
    ///
    /// - Throws: What is wrong with the script before it runs.
    package borrowing func outcome(of run: ScriptRun) async throws -> ScriptOutcome {
        try await request(ScriptKey(run: run))
    }
}

/// Runs scripts for the actions that they declare.
package struct ScriptRuns: ScriptEvaluation {
    /// Makes the conformer that the composition root hands to analysis.
    package init() {}

    /// What a run declared.
    package func analysis(
        of run: ScriptRun, in context: borrowing Context
    ) async throws -> AnalysisResult {
        let outcome = try await context.request(ScriptKey(run: run))
        if let failure = outcome.failure { throw failure }
        guard let analysis = outcome.analysis else {
            preconditionFailure("a run that has not failed has declared something, or nothing")
        }
        return analysis
    }

    /// What a part of a script makes that was left to be run.
    package func result(
        of part: ScriptPart, in context: borrowing Context
    ) async throws -> AnalysisResult {
        let cells = try await context.cells()
        let surroundings = ScriptSurroundings(context)
        return try await Rendezvous.serving(context) { rendezvous, cancellation in
            let evaluator = ScriptEvaluator(
                cells: cells, rendezvous: rendezvous, surroundings: surroundings,
                cancellation: cancellation)
            return try evaluator.result(of: part)
        }
    }
}
