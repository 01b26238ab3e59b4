import BuildModel
import Incremental
import Loading
import Starlark

/// What rules read of the configuration, which is asked for between two runs of a rule.
final class ConfigurationQuestions {
    /// One value.
    struct Question: Hashable {
        let cell: CellName
        let section: String
        let key: String
    }

    private let root: CellName
    private let own: CellName
    private var answers: [Question: String?] = [:]
    private var open: [Question] = []

    /// Makes questions of code of the cell `own`.
    init(root: CellName, own: CellName) {
        self.root = root
        self.own = own
    }

    /// The value, if it was answered; else the run that asks for it cannot go on.
    func value(_ section: String, _ key: String, ofRoot: Bool) throws -> String? {
        let question = Question(cell: ofRoot ? root : own, section: section, key: key)
        if let answer = answers[question] { return answer }
        open.append(question)
        throw Failure("`\(section).\(key)` is read once the configuration was asked for it")
    }

    /// Answers what is open.
    ///
    /// - Returns: Whether anything was: then the rule has to run again.
    func answer(in context: borrowing Context) async throws -> Bool {
        guard !open.isEmpty else { return false }
        for question in open {
            answers[question] = .some(
                try await context.config(of: question.cell, question.section, question.key))
        }
        open = []
        return true
    }
}
