import BuildModel
import Incremental
import Synchronization

/// Where the projects of a process are: a daemon keeps its one, anybody else opens what it needs.
final class ProjectShelf: Sendable {
    private let keeps: Bool
    private let kept = Mutex<[String: Project]>([:])

    /// - Parameter keeps: Whether a project outlives the command that has opened it.
    init(keeps: Bool) {
        self.keeps = keeps
    }

    /// The project at a root, with the outputs in an isolation folder.
    func project(at root: AbsolutePath, _ layout: ArtifactLayout) -> Project {
        guard keeps else { return Project(root: root, layout: layout, watcher: nil) }
        return kept.withLock { projects in
            let name = "\(root)\n\(layout.root)"
            if let project = projects[name] { return project }
            let project = Project(root: root, layout: layout, watcher: FolderWatcher())
            project.tracker.startDraining()
            projects[name] = project
            return project
        }
    }

    /// Forgets what is known of a project's outputs and everything else about it.
    func forget(_ root: AbsolutePath, _ layout: ArtifactLayout) {
        _ = kept.withLock { $0.removeValue(forKey: "\(root)\n\(layout.root)") }
    }

    /// How many keys the graphs have.
    var nodes: Int { kept.withLock { $0.values.reduce(0) { $0 + $1.engine.nodeCount } } }
}
