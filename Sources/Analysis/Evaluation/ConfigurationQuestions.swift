import BuildModel
import Incremental
import Loading
import Starlark

/// What rules read of the configuration, which is asked for between two runs of a rule.
final class ConfigurationQuestions: ConfigurationReader {
    /// One value.
    struct Question: Hashable {
        let cell: CellName
        let section: String
        let key: String
    }

    private let root: CellName
    private let own: CellName?
    private var answers: [Question: String?] = [:]
    private var open: [Question] = []
    private var machine: HostMachine?
    private var asksForMachine = false

    /// Makes questions of code of the cell `own`; without one it cannot read values.
    private init(root: CellName, own: CellName?) {
        self.root = root
        self.own = own
    }

    /// Runs an evaluation until it has asked nothing that was not answered before.
    ///
    /// - Parameters:
    ///   - root: The root cell.
    ///   - own: The cell whose values the code reads; `nil` if it can read none.
    ///   - context: Answers the questions.
    ///   - run: The evaluation, which has to begin anew each time.
    /// - Returns: What the last run made.
    /// - Throws: What the last run throws.
    static func answering<Result>(
        root: CellName, own: CellName?, in context: borrowing Context,
        _ run: (ConfigurationQuestions) async throws -> Result
    ) async throws -> Result {
        let questions = ConfigurationQuestions(root: root, own: own)
        while true {
            do {
                return try await run(questions)
            } catch {
                guard try await questions.answer(in: context) else { throw error }
            }
        }
    }

    /// The value, if it was answered; else the run that asks for it cannot go on.
    func configurationValue(_ section: String, _ key: String, ofRoot: Bool) throws -> String? {
        guard let own else {
            throw Failure("`read_config` can only be called while files are loaded, or by rules")
        }
        let question = Question(cell: ofRoot ? root : own, section: section, key: key)
        if let answer = answers[question] { return answer }
        open.append(question)
        throw Failure("`\(section).\(key)` is read once the configuration was asked for it")
    }

    /// The machine that `host_info()` tells about, if it is known; else the run cannot go on.
    func hostMachine() throws -> HostMachine {
        if let machine { return machine }
        asksForMachine = true
        throw Failure("`host_info()` is known once the configuration was asked for it")
    }

    /// Answers what is open.
    ///
    /// - Returns: Whether anything was: then the rule has to run again.
    private func answer(in context: borrowing Context) async throws -> Bool {
        guard !open.isEmpty || asksForMachine else { return false }
        if asksForMachine { machine = try await context.hostMachine() }
        asksForMachine = false
        for question in open {
            answers[question] = .some(
                try await context.config(of: question.cell, question.section, question.key))
        }
        open = []
        return true
    }
}
