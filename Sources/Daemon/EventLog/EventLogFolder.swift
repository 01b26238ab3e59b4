import BuildEvents
import BuildModel
import Glibc

/// Where the logs of a project's commands lie, a file each.
///
/// ```text
/// buck-out/<isolation>/log/20260102-030405_build_<trace id>_events.json-lines.zst
/// ```
struct EventLogFolder: Sendable {
    /// The folder, as an absolute path.
    let path: String

    /// The folder of a project and isolation folder, which need not exist yet.
    init(root: AbsolutePath, layout: ArtifactLayout) {
        path = "\(root)/\(layout.root)/log"
    }

    /// The file of a command's log.
    func file(for command: String, _ trace: TraceID, at time: WallTime) -> String {
        "\(path)/\(EventLogFolder.text(time))_\(command)_\(trace)_events.json-lines.zst"
    }

    /// The logs, oldest first.
    func logs() -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var logs: [(seconds: Int, nanoseconds: Int, path: String)] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            guard name.contains("_events."), lstat("\(path)/\(name)", &status) == 0,
                status.st_mode & S_IFMT == S_IFREG
            else { continue }
            let time = status.st_mtim
            logs.append((time.tv_sec, time.tv_nsec, "\(path)/\(name)"))
        }
        return logs.sorted { $0 < $1 }.map(\.path)
    }

    /// Makes an empty log, and the folder if need be; nil if that cannot be.
    func makeLog(at path: String) -> EventLogFile? {
        if let log = EventLogFile(path: path, encoding: .compressedLines) { return log }
        FileText.makeFolder(self.path)
        return EventLogFile(path: path, encoding: .compressedLines)
    }

    /// `20260102-030405`, in UTC.
    private static func text(_ time: WallTime) -> String {
        var seconds = time_t(time.seconds)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + "\(number)" }
        return "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))-"
            + "\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))"
    }
}
