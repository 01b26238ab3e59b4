public import BuildModel
import Glibc

/// Finds outputs that nobody has used for some time, and removes them.
///
/// An output was used when it was put in place, written or last read, as far as the file system
/// keeps account of reading. To remove one that is needed after all costs a copy out of the store.
///
/// Blocks.
public struct StaleOutputs: Sendable {
    /// A number of outputs.
    public struct Tally: Sendable, Hashable {
        /// How many.
        public var count = 0
        /// What they hold.
        public var bytes: Int64 = 0

        fileprivate mutating func add(_ size: Int64) {
            count += 1
            bytes += size
        }
    }

    /// What was found and removed.
    public struct Report: Sendable, Hashable {
        /// Those that nobody has used for too long.
        public var stale = Tally()
        /// The others.
        public var kept = Tally()
        /// Those that were removed.
        public var removed = Tally()
        /// How many paths could not be looked at or removed.
        public var unreadable = 0
    }

    /// The folders that outputs lie in; the graph and the logs beside them are no outputs.
    static let folders = ["art", "art-anon", "gen"]

    private let folder: ProjectFolder
    private let outputs: ProjectPath
    private let limit: Int64

    /// Prepares a search.
    ///
    /// - Parameters:
    ///   - folder: The project.
    ///   - outputs: What holds the folders with the outputs.
    ///   - limit: Seconds since 1970; what was last used before is stale.
    public init(folder: ProjectFolder, outputs: ProjectPath, before limit: Int64) {
        self.folder = folder
        self.outputs = outputs
        self.limit = limit
    }

    /// Looks at all outputs, and removes what is stale, with folders that are empty then.
    ///
    /// What cannot be looked at or removed is counted.
    ///
    /// - Parameter isDryRun: Whether it only looks.
    /// - Returns: What was found and removed.
    public func remove(isDryRun: Bool) -> Report {
        var report = Report()
        for name in Self.folders {
            let top = folder.absolute(outputs) + "/" + name
            if access(top, F_OK) == 0 { _ = visit(folder: top, isDryRun, &report) }
        }
        return report
    }

    /// Whether the folder is empty then.
    private func visit(folder: String, _ isDryRun: Bool, _ report: inout Report) -> Bool {
        guard let names = try? names(inFolder: folder) else {
            report.unreadable += 1
            return false
        }
        var isEmpty = true
        for name in names {
            let path = folder + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                if !visit(folder: path, isDryRun, &report) || isDryRun || rmdir(path) != 0 {
                    isEmpty = false
                }
            } else if !visit(file: path, status, isDryRun, &report) {
                isEmpty = false
            }
        }
        return isEmpty
    }

    /// Whether the file is gone then.
    private func visit(
        file path: String, _ status: stat, _ isDryRun: Bool, _ report: inout Report
    ) -> Bool {
        let lastUse = max(
            status.st_atim.tv_sec, max(status.st_mtim.tv_sec, status.st_ctim.tv_sec))
        let size = Int64(status.st_size)
        guard lastUse < limit else {
            report.kept.add(size)
            return false
        }
        report.stale.add(size)
        guard !isDryRun else { return false }
        // A rule may have made its folder read-only.
        guard unlink(path) == 0 else {
            report.unreadable += 1
            return false
        }
        report.removed.add(size)
        return true
    }
}
