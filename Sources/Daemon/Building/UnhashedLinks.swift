import ActionGraph
import BuildModel
import Execution
import Incremental
import Loading

/// Links to outputs at paths without the hash of a configuration, for scripts that know nothing of
/// configurations: `[buck2] create_unhashed_links`.
///
/// Only outputs of targets that have one each are linked to, and only where no other output of the
/// build claims the path.
struct UnhashedLinks: Sendable {
    /// Outputs by the paths of their links.
    private(set) var links: [ProjectPath: Set<ProjectPath>] = [:]

    /// Makes no links.
    init() {}

    /// Collects the links of a build, if `.buckconfig` asks for them.
    ///
    /// - Throws: What is wrong with a target.
    init(
        to targets: [BuiltTarget], _ needs: BuildNeeds, _ layout: ArtifactLayout,
        in context: borrowing Context
    ) async throws {
        for target in targets where target.outputs.count == 1 {
            let artifacts = try await context.artifacts(of: target, needs)
            guard let artifact = artifacts.outputs.first, let path = target.outputs.first,
                case .build(let output) = artifact.base,
                let link = layout.unhashedPath(of: output)
            else { continue }
            // What was declared is linked to, though only a part of it may be asked for.
            var whole = path
            for _ in artifact.projection.components {
                guard let parent = whole.parent else { break }
                whole = parent
            }
            links[link, default: []].insert(whole)
        }
    }

    /// Whether the root cell's `.buckconfig` asks for links.
    static func areWanted(in context: borrowing Context) async throws -> Bool {
        let root = try await context.cells().rootCell
        return try await context.config(of: root, "buck2", "create_unhashed_links") == "true"
    }

    /// Makes the links.
    ///
    /// - Parameter project: The project, below whose root they lie.
    /// - Throws: `ExecutionError` if one cannot be made.
    func create(in project: ProjectFolder) throws(ExecutionError) {
        for (link, outputs) in links.sorted(by: { $0.key.text < $1.key.text }) {
            guard let output = outputs.first, outputs.count == 1 else { continue }
            try project.link(link, to: output)
        }
    }
}

extension Workspace {
    /// Makes links to outputs at paths without hashes, if `.buckconfig` asks for them.
    ///
    /// - Throws: What is wrong with a target, or why a link cannot be made.
    func linkOutputs(of report: BuildReport, _ needs: BuildNeeds) async throws {
        let links = try await ask { context in
            guard try await UnhashedLinks.areWanted(in: context) else { return UnhashedLinks() }
            return try await UnhashedLinks(
                to: await report.targets(in: context), needs, services.layout, in: context)
        }
        try links.create(in: ProjectFolder(root: root))
    }
}
