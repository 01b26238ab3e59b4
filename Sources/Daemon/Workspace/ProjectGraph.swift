import BuildModel
import ByteCoding
import Glibc
import Incremental
import Loading

/// The graph of a project with what is known of its files, as an earlier process has left them.
struct ProjectGraph: Sendable {
    /// Answers every question.
    let engine: Engine
    /// Knows the files that the graph was made from.
    let tracker: FileTracker
    /// Where both are kept; nil if they are not.
    let store: GraphStore?

    /// The name of the attachment with what is known of files.
    private static let files = "files"

    /// Opens what is kept, if anything is.
    ///
    /// - Parameters:
    ///   - folder: Where the graph is kept; nil to keep none.
    ///   - root: The project's.
    ///   - tracker: Makes a tracker that knows nothing.
    ///   - resources: The services of every computation, without the tracker.
    init(
        folder: String?, root: AbsolutePath, tracker: () -> FileTracker, resources: Resources
    ) {
        if let folder {
            let kept = ProjectGraph(keptIn: folder, root: root, tracker(), resources)
            if let kept {
                self = kept
                return
            }
            ProjectGraph.remove(folder)
            if let empty = ProjectGraph(keptIn: folder, root: root, tracker(), resources) {
                self = empty
                return
            }
        }
        self.tracker = tracker()
        store = nil
        engine = ProjectGraph.engine(resources, self.tracker, nil)
    }

    /// Opens a graph with what is known of its files; nil if one does not fit the other.
    private init?(
        keptIn folder: String, root: AbsolutePath, _ tracker: FileTracker, _ resources: Resources
    ) {
        let kinds = PersistentKinds.project
        let store = GraphStore(
            folder: folder, identity: "\(ModuleFolder.build)\n\(root)", kinds: kinds,
            log: ProjectGraph.log)
        let engine = ProjectGraph.engine(resources, tracker, store)
        let chunks = store.attachment(ProjectGraph.files)
        do {
            // A graph of unknown files would never hear of their changes.
            if chunks.isEmpty, engine.nodeCount > 0 { throw DamagedBytes() }
            try tracker.restore(chunks, kinds: kinds, owner: store)
        } catch {
            ProjectGraph.log("the graph kept in \(folder) is not used: its files are not known")
            store.close()
            return nil
        }
        self.engine = engine
        self.tracker = tracker
        self.store = store
    }

    private static func engine(
        _ resources: Resources, _ tracker: FileTracker, _ store: GraphStore?
    ) -> Engine {
        var resources = resources
        resources[FileObserverResource.self] = tracker
        return Engine(
            resources: resources, workers: Project.processors,
            reportDifference: { log("\($0) is not deterministic") }, store: store)
    }

    /// Removes what is kept in a folder.
    static func remove(_ folder: String) {
        for name in ["journal", "snapshot.new", "snapshot"] { unlink("\(folder)/\(name)") }
    }

    /// Writes a line to the daemon's log, which is its standard error.
    static func log(_ line: String) {
        var text = line + "\n"
        text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
