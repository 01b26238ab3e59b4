package import BuildModel
import Diagnostics
package import Incremental
import Loading
package import TargetConfiguration

/// Who asks questions of a project, and from where: what patterns and paths are relative to, and
/// who hears of what is left out.
package struct Inquiry: Sendable {
    /// Answers questions.
    package let asker: any GraphAsker
    /// The project's root.
    package let root: AbsolutePath
    /// The folder that patterns and paths are relative to, in the project.
    package let workingFolder: AbsolutePath
    /// Whether each warning fails the command.
    package let warningsAreErrors: Bool
    /// Told what is left out, in lines with their ends.
    package let complain: @Sendable (String) -> Void

    /// Describes who asks.
    package init(
        asker: any GraphAsker, root: AbsolutePath, workingFolder: AbsolutePath,
        warningsAreErrors: Bool, complain: @escaping @Sendable (String) -> Void
    ) {
        self.asker = asker
        self.root = root
        self.workingFolder = workingFolder
        self.warningsAreErrors = warningsAreErrors
        self.complain = complain
    }

    /// Asks questions of one revision of the graph.
    package func ask<Answer: Sendable>(
        _ body: @escaping @Sendable (borrowing Context) async throws -> Answer
    ) async throws -> Answer {
        try await asker.ask(body)
    }

    /// The folder by cell that patterns are relative to.
    package func folder(in cells: CellResolver) throws -> CellPath {
        guard let path = workingFolder.relative(to: root) else {
            preconditionFailure("the project root is at or above the working folder")
        }
        return cells.cellPath(of: ProjectPath(unchecked: path.text))
    }

    /// Says which targets their configurations rule out, and warns of those that only a dependency
    /// does.
    package func saySkipped(_ incompatible: [Incompatibility]) {
        if !incompatible.isEmpty { complain(incompatible.skippingText) }
    }
}

extension [Incompatibility] {
    /// What is said of targets that their configurations rule out: a warning of each that only a
    /// dependency does, then which are left out.
    package var skippingText: String {
        filter(\.isOfDependency).map { $0.warning + "\n" }.joined()
            + Incompatibility.skippingMessage(for: map(\.target))
    }
}

/// Answers questions that are put as functions of a context: an evaluation of its own for each, or
/// the computation of a key that lends its context.
package protocol GraphAsker: Sendable {
    /// Asks questions of one revision of the graph.
    func ask<Answer: Sendable>(
        _ body: @escaping @Sendable (borrowing Context) async throws -> Answer
    ) async throws -> Answer
}
