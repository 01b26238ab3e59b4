public import BuildModel
import Glibc

/// The outputs that lie in their places at the moment, whatever the graph knows of them.
///
/// Blocks.
public struct PlacedOutputs: Sendable {
    /// A file or link among the outputs.
    public struct Entry: Sendable, Hashable {
        /// Where it lies in the project.
        public let path: ProjectPath
        /// The length of the file, or of the link's text.
        public let sizeBytes: Int64
        /// Whether it is a link.
        public let isLink: Bool
    }

    private let folder: ProjectFolder
    private let outputs: ProjectPath

    /// Prepares a look.
    ///
    /// - Parameters:
    ///   - folder: The project.
    ///   - outputs: What holds the folders with the outputs.
    public init(folder: ProjectFolder, outputs: ProjectPath) {
        self.folder = folder
        self.outputs = outputs
    }

    /// All files and links, by path; a folder that cannot be read is left out.
    public func entries() -> [Entry] {
        var entries: [Entry] = []
        for name in StaleOutputs.folders {
            add(outputs.appending(RelativePath(unchecked: name)), to: &entries)
        }
        return entries
    }

    private func add(_ path: ProjectPath, to entries: inout [Entry]) {
        var status = stat()
        guard lstat(folder.absolute(path), &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            entries.append(
                Entry(
                    path: path, sizeBytes: Int64(status.st_size),
                    isLink: status.st_mode & S_IFMT == S_IFLNK))
            return
        }
        guard let names = try? names(inFolder: folder.absolute(path)) else { return }
        for name in names { add(path.appending(RelativePath(unchecked: name)), to: &entries) }
    }
}
