import Analysis
import BuildModel
import Diagnostics
import GraphQueries
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// One run of a script on its way: what its native functions ask, and what they leave behind.
///
/// Used by the one thread that runs the script; only ``rendezvous`` is shared.
final class ScriptSession: ConfigurationReader {
    let run: ScriptRun
    let cells: CellResolver
    let surroundings: ScriptSurroundings
    /// Whether it is a part of a script, which writes nothing and ensures nothing.
    let isPart: Bool
    /// What the script has kept for a part of it: a value of the part's evaluation.
    var inheritance = Value.none
    /// What the script has written so far.
    var output = ScriptOutput()
    private let rendezvous: Rendezvous
    /// What ended the computation that answers, after which nothing of the run counts.
    private(set) var interruption: (any Error)?
    /// What the script declares.
    private(set) var scope: ScriptScope?

    init(
        run: ScriptRun, cells: CellResolver, surroundings: ScriptSurroundings,
        rendezvous: Rendezvous
    ) {
        self.run = run
        self.cells = cells
        self.surroundings = surroundings
        self.rendezvous = rendezvous
        isPart = false
        open(ScriptScope(run: run, cells: cells, configuration: self))
    }

    init(
        part: ScriptPart, cells: CellResolver, surroundings: ScriptSurroundings,
        rendezvous: Rendezvous
    ) {
        run = part.run
        self.cells = cells
        self.surroundings = surroundings
        self.rendezvous = rendezvous
        isPart = true
        open(ScriptScope(part: part, cells: cells, configuration: self))
    }

    private func open(_ scope: ScriptScope) {
        scope.attach(self)
        self.scope = scope
    }

    /// The run on whose behalf a function is called that is no method.
    ///
    /// - Throws: A failure that names `function`, outside of scripts.
    static func of(
        _ evaluation: borrowing Evaluation, for function: String
    ) throws -> ScriptSession {
        guard let session = ScriptScope.attached(to: evaluation) as? ScriptSession else {
            throw Failure("This function can only be called from Bxl: `\(function)`")
        }
        return session
    }

    /// What the script declares.
    var declaring: ScriptScope {
        guard let scope else { preconditionFailure("a session ends with its run") }
        return scope
    }

    /// Ends the run: whoever still holds the session declares nothing any more.
    func close() { scope = nil }

    // MARK: Questions

    /// Asks the graph, and waits.
    ///
    /// - Throws: A diagnostic, or a failure that says what went wrong; what interrupts the run.
    func ask<Answer: Sendable>(
        _ body: @escaping @Sendable (borrowing Context) async throws -> Answer
    ) throws -> Answer {
        if let interruption { throw interruption }
        guard scope != nil else {
            throw Failure(
                "The run of `\(run)` that this belongs to is over",
                help: ["A function that is run later has a context of its own: use that"])
        }
        do {
            return try rendezvous.askBlocking(body)
        } catch let error as Diagnostic {
            throw error
        } catch let error where error is CancellationError || error is SupersededError {
            interruption = error
            throw error
        } catch {
            throw Failure("\(error)")
        }
    }

    /// Asks by way of those who answer queries, and waits.
    ///
    /// What they complain of is part of what the script writes.
    ///
    /// - Throws: As ``ask(_:)``.
    func inquire<Answer: Sendable>(
        _ body: @escaping @Sendable (Inquiry) async throws -> Answer
    ) throws -> Answer {
        let complaints = Complaints()
        // Patterns and paths are relative to the root of the script's cell.
        let (root, folder) = (surroundings.root, cellRoot)
        defer { output.complaints += complaints.text }
        return try ask { context in
            try await Rendezvous.lending(context) { asker in
                try await body(
                    Inquiry(
                        asker: asker, root: root, workingFolder: folder, warningsAreErrors: false,
                        complain: { complaints.append($0) }))
            }
        }
    }

    /// Says which targets are left out because their configurations rule them out.
    func saySkipped(_ incompatible: [Incompatibility]) {
        if !incompatible.isEmpty { output.complaints += incompatible.skippingText }
    }

    func configurationValue(_ section: String, _ key: String, ofRoot: Bool) throws -> String? {
        let cell = ofRoot ? cells.rootCell : run.file.cell
        return try ask { try await $0.config(of: cell, section, key) }
    }

    /// Analyses the anonymous targets that were asked for, and keeps their promises.
    func keepPromises(in evaluation: inout Evaluation) throws {
        try declaring.keepPromises(in: &evaluation) { targets in
            try ask { context in
                var results: [AnalysisResult] = []
                for target in targets {
                    results.append(
                        try await context.analysis(of: AnalysisOwner(.anonymous(target))))
                }
                return results
            }
        }
    }

    func hostMachine() throws -> HostMachine { try ask { try await $0.hostMachine() } }
}
