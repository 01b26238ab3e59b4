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

        fileprivate mutating func subtract(_ size: Int64) {
            count -= 1
            bytes -= size
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

    /// What else is removed while the disk is too full.
    public struct LowDisk: Sendable {
        /// How much of the disk shall be free, from 0 to 100.
        public let percentFree: Double
        /// Seconds since 1970; what was used since then stays.
        public let limit: Int64
        /// What of the disk is free, and all of it.
        let space: @Sendable (_ path: String) -> (free: Int64, total: Int64)?

        /// Describes what is wanted.
        public init(percentFree: Double, before limit: Int64) {
            self.init(percentFree: percentFree, before: limit, space: { diskSpace(at: $0) })
        }

        init(
            percentFree: Double, before limit: Int64,
            space: @escaping @Sendable (_ path: String) -> (free: Int64, total: Int64)?
        ) {
            self.percentFree = percentFree
            self.limit = limit
            self.space = space
        }
    }

    /// A file that is not stale.
    private struct KeptFile {
        let path: String
        let lastUse: Int64
        let size: Int64
    }

    private let folder: ProjectFolder
    private let outputs: ProjectPath
    private let limit: Int64
    private let lowDisk: LowDisk?

    /// Prepares a search.
    ///
    /// - Parameters:
    ///   - folder: The project.
    ///   - outputs: What holds the folders with the outputs.
    ///   - limit: Seconds since 1970; what was last used before is stale.
    ///   - lowDisk: What else is removed, the longest unused first, while the disk is too full.
    public init(
        folder: ProjectFolder, outputs: ProjectPath, before limit: Int64,
        lowDisk: LowDisk? = nil
    ) {
        self.lowDisk = lowDisk
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
        var kept: [KeptFile] = []
        for name in Self.folders {
            let top = folder.absolute(outputs) + "/" + name
            if access(top, F_OK) == 0 { _ = visit(folder: top, isDryRun, &report, &kept) }
        }
        if let lowDisk { free(lowDisk, isDryRun, &report, kept) }
        return report
    }

    /// Removes what was not used for the longest time until enough of the disk is free.
    private func free(
        _ lowDisk: LowDisk, _ isDryRun: Bool, _ report: inout Report, _ kept: [KeptFile]
    ) {
        guard let space = lowDisk.space(folder.root.text) else { return }
        let wanted = Int64((lowDisk.percentFree / 100 * Double(space.total)).rounded(.up))
        // A dry run has freed nothing of what is stale.
        var missing = wanted - space.free - (isDryRun ? report.stale.bytes : 0)
        let candidates = kept.filter { $0.lastUse < lowDisk.limit }
        for file in candidates.sorted(by: { $0.lastUse < $1.lastUse }) where missing > 0 {
            missing -= file.size
            report.kept.subtract(file.size)
            remove(file: file.path, file.size, isDryRun, &report)
        }
    }

    /// Whether the folder is empty then.
    private func visit(
        folder: String, _ isDryRun: Bool, _ report: inout Report, _ kept: inout [KeptFile]
    ) -> Bool {
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
                if !visit(folder: path, isDryRun, &report, &kept) || isDryRun || rmdir(path) != 0 {
                    isEmpty = false
                }
            } else if !visit(file: path, status, isDryRun, &report, &kept) {
                isEmpty = false
            }
        }
        return isEmpty
    }

    /// Whether the file is gone then.
    private func visit(
        file path: String, _ status: stat, _ isDryRun: Bool, _ report: inout Report,
        _ kept: inout [KeptFile]
    ) -> Bool {
        let lastUse = max(
            status.st_atim.tv_sec, max(status.st_mtim.tv_sec, status.st_ctim.tv_sec))
        let size = Int64(status.st_size)
        guard lastUse < limit else {
            report.kept.add(size)
            if lowDisk != nil {
                kept.append(KeptFile(path: path, lastUse: Int64(lastUse), size: size))
            }
            return false
        }
        return remove(file: path, size, isDryRun, &report)
    }

    /// Removes a stale file.
    ///
    /// - Returns: Whether it is gone then.
    @discardableResult
    private func remove(
        file path: String, _ size: Int64, _ isDryRun: Bool, _ report: inout Report
    ) -> Bool {
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

/// What of the disk that a path is on is free, and all of it; nothing if that cannot be said.
@Sendable private func diskSpace(at path: String) -> (free: Int64, total: Int64)? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    let unit = Int64(status.f_frsize)
    return (Int64(status.f_bavail) * unit, Int64(status.f_blocks) * unit)
}
