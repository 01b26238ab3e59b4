import Analysis
import BuildModel
import Diagnostics
import Incremental
import Loading
import Starlark

/// Evaluates functions of scripts, on the thread that calls it.
struct ScriptEvaluator: Sendable {
    let cells: CellResolver
    let rendezvous: Rendezvous
    let surroundings: ScriptSurroundings
    let cancellation: CancellationFlag

    /// Calls a function, and checks and freezes what it has declared.
    ///
    /// - Returns: What came of it; a failure of the script is part of that.
    /// - Throws: What interrupted it, after which nothing of the run counts.
    func outcome(of run: ScriptRun, _ function: ScriptFunction) throws -> ScriptOutcome {
        let session = ScriptSession(
            run: run, cells: cells, surroundings: surroundings, rendezvous: rendezvous)
        defer { session.close() }
        do {
            return try call(function, session)
        } catch {
            try checkUninterrupted(session)
            return session.output.outcome(failed: error)
        }
    }

    /// Calls what a script has left to be run, and checks and freezes what it has declared.
    ///
    /// - Throws: What it fails with, or what interrupted it.
    func result(of part: ScriptPart) throws -> AnalysisResult {
        let session = ScriptSession(
            part: part, cells: cells, surroundings: surroundings, rendezvous: rendezvous)
        defer { session.close() }
        do {
            let result = try call(part, session)
            for line in session.output.complaints.split(separator: "\n") {
                surroundings.print(String(line))
            }
            return result
        } catch {
            try checkUninterrupted(session)
            throw error
        }
    }

    /// - Throws: What interrupted a run, if something did.
    private func checkUninterrupted(_ session: ScriptSession) throws {
        if let interruption = session.interruption { throw interruption }
        if cancellation.value { throw CancellationError() }
    }

    private func evaluation(_ session: ScriptSession) -> Evaluation {
        let cancellation = cancellation
        var evaluation = Evaluation(
            host: session.declaring.host,
            limits: EvaluationLimits(isCancelled: { cancellation.value }))
        evaluation.printer = surroundings.print
        return evaluation
    }

    private func call(
        _ function: ScriptFunction, _ session: ScriptSession
    ) throws -> ScriptOutcome {
        var evaluation = evaluation(session)
        let implementation = evaluation.adopt(function.implementation)
        var arguments: [(String, Value)] = []
        for entry in session.run.arguments {
            arguments.append(
                (entry.name.replacing("-", with: "_"), try evaluation.value(entry.value)))
        }
        let context = evaluation.object(
            ScriptContextObject(session, arguments: evaluation.structure(arguments)))
        let result = try complete { try evaluation.call(implementation, positional: [context]) }
        guard result.isNone else {
            throw Diagnostic.error(
                "Expected `NoneType` to be returned from bxl. Got return value `\(result.typeName)`",
                notes: [.init("`\(session.run)` is made here", at: function.span)])
        }
        var outcome = try complete { try session.output.outcome() }
        outcome.analysis = try session.declaring.finish(nil, evaluation)
        return outcome
    }

    private func call(_ part: ScriptPart, _ session: ScriptSession) throws -> AnalysisResult {
        var evaluation = evaluation(session)
        session.inheritance = part.inheritance(in: &evaluation)
        let context = evaluation.object(
            ScriptContextObject(session, arguments: evaluation.structure([])))
        let value: Value
        do {
            value = try complete {
                let value = try part.call(with: context, session.declaring, in: &evaluation)
                try session.keepPromises(in: &evaluation)
                return value
            }
        } catch var error as Diagnostic {
            error.message = "\(part.place): \(error.message)"
            throw error
        }
        return try session.declaring.finish(value, evaluation)
    }

    /// Makes diagnostics of failures that no interpreter has seen.
    private func complete<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let failure as Failure {
            throw Diagnostic.error(failure.message, notes: failure.notes, help: failure.help)
        }
    }
}

extension Evaluation {
    /// Makes the value of an argument.
    ///
    /// - Throws: When a key of a dict cannot be hashed.
    mutating func value(_ value: ScriptValue) throws -> Value {
        switch value {
        case .none: return .none
        case .bool(let flag): return Value(bool: flag)
        case .integer(let digits): return try json(digits)
        case .float(let text): return float(Double(text) ?? 0)
        case .string(let text): return string(text)
        case .list(let elements):
            var values: [Value] = []
            for element in elements { values.append(try self.value(element)) }
            return list(values)
        case .dictionary(let entries):
            var pairs: [(Value, Value)] = []
            for entry in entries {
                let value = try self.value(entry.value)
                pairs.append((string(entry.name), value))
            }
            return try dict(pairs)
        case .target(let label): return targetLabel(label)
        case .configuredTarget(let label): return configuredTargetLabel(label)
        case .providers(let label): return providersLabel(label)
        }
    }
}
