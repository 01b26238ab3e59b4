import CLinux
import Glibc
import Storage
import Synchronization

/// Hears of changes in folders, by inotify.
///
/// The kernel queues an event before the system call that caused it returns, so who asks after a
/// file was written hears of it. The queue is bounded: a thread empties it as events come, and if
/// it overflows all the same, or a folder cannot be watched, the answer is that anything may have
/// changed.
///
/// A watch follows the folder, not its path. If a folder on the way to a watched one is renamed or
/// replaced, the folder above it tells; so all folders above a watched one are watched too.
final class FolderWatcher: Sendable {
    /// What may have changed.
    enum Changes: Sendable, Hashable {
        /// These paths, and everything below these folders.
        case known(paths: Set<String>, folders: Set<String>)
        /// Anything.
        case unknown
    }

    private struct State {
        var folders: [Int32: String] = [:]
        /// Folders that are watched and reached without symbolic links.
        var watched: Set<String> = []
        var paths: Set<String> = []
        var replaced: Set<String> = []
        /// Whether a folder could not be watched.
        var isBlind = false
        var missedSome = false
    }

    private static let mask =
        UInt32(IN_MODIFY) | UInt32(IN_ATTRIB) | UInt32(IN_CLOSE_WRITE) | UInt32(IN_CREATE)
        | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO)
        | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_ONLYDIR)
        | UInt32(IN_DONT_FOLLOW)

    private let descriptor: Int32
    private let state = Mutex(State())

    /// Starts to listen; nil if the system has no inotify to give.
    init?() {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// Watches the folder that a path lies in, the path itself if it is a folder, and those above.
    ///
    /// - Returns: Whether every change of the path will be heard of. What is reached through a
    ///   symbolic link may change without: the link's target is somewhere else.
    func watch(_ path: String) -> Bool {
        state.withLock { state in
            // From the nearest folder that is watched already downwards, as far as there are real
            // folders: a link leads to a folder which the kernel would tell of by one path only.
            var way: [String] = []
            var current = path
            while !state.watched.contains(current) {
                way.append(current)
                guard current != "/", let slash = current.lastIndex(of: "/") else { break }
                current = slash == current.startIndex ? "/" : String(current[..<slash])
            }
            for folder in way.reversed() where !add(folder, &state) {
                switch errno {
                case ENOENT: return true
                case ENOTDIR: return !FolderWatcher.isLink(folder)
                default:
                    state.isBlind = true
                    return false
                }
            }
            return true
        }
    }

    private func add(_ folder: String, _ state: inout State) -> Bool {
        let watch = inotify_add_watch(descriptor, folder, FolderWatcher.mask)
        guard watch >= 0 else { return false }
        state.folders[watch] = folder
        state.watched.insert(folder)
        return true
    }

    /// What may have changed since this was last asked.
    func changes() -> Changes {
        state.withLock { state in
            drain(&state)
            defer {
                state.paths = []
                state.replaced = []
                state.missedSome = false
            }
            if state.missedSome || state.isBlind { return .unknown }
            return .known(paths: state.paths, folders: state.replaced)
        }
    }

    /// Takes the events that have come out of the kernel's queue.
    private func drain() { state.withLock { drain(&$0) } }

    /// Empties the kernel's queue as events come, on a thread that ends with the watcher.
    func startDraining() {
        startThread { [weak self, descriptor] in
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            while self != nil {
                // Now and then it looks whether the watcher is still there.
                if poll(&wait, 1, 10_000) > 0 { self?.drain() }
            }
        }
    }

    private func drain(_ state: inout State) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return }
            buffer.withUnsafeBytes { bytes in
                var offset = 0
                while offset < count {
                    offset += take(UnsafeRawBufferPointer(rebasing: bytes[offset..<count]), &state)
                }
            }
        }
    }

    /// Notes one event.
    ///
    /// Source: inotify(7), `struct inotify_event`.
    ///
    /// - Returns: Its length.
    private func take(_ bytes: UnsafeRawBufferPointer, _ state: inout State) -> Int {
        let event = bytes.loadUnaligned(as: inotify_event.self)
        let size = MemoryLayout<inotify_event>.size
        let length = size + Int(event.len)
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
            state.missedSome = true
            return length
        }
        guard let folder = state.folders[event.wd] else { return length }
        let isGone: UInt32 =
            UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_IGNORED)
            | UInt32(IN_UNMOUNT)
        if event.mask & isGone != 0 {
            forget(folder, &state)
            state.replaced.insert(folder)
            state.paths.insert(folder)
            return length
        }
        guard event.len > 0 else {
            state.paths.insert(folder)
            return length
        }
        let name = String(decoding: bytes[size..<length].prefix { $0 != 0 }, as: UTF8.self)
        let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
        state.paths.insert(path)
        let isEntry: UInt32 =
            UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO)
        if event.mask & isEntry != 0 {
            state.paths.insert(folder)
            let isFolder = event.mask & UInt32(IN_ISDIR) != 0
            if isFolder { forget(path, &state) }
            if isFolder || FolderWatcher.isLink(path) { state.replaced.insert(path) }
        }
        if state.paths.count > FolderWatcher.mostPaths {
            state.paths = []
            state.missedSome = true
        }
        return length
    }

    /// Ends the watches of a folder that came or went and of those below it: they follow the old
    /// ones, whose paths may mean others now.
    private func forget(_ path: String, _ state: inout State) {
        state.replaced.insert(path)
        for (watch, folder) in state.folders where folder == path || folder.hasPrefix(path + "/") {
            inotify_rm_watch(descriptor, watch)
            state.folders[watch] = nil
            state.watched.remove(folder)
        }
    }

    /// Above so many it is as fast to look at everything.
    private static let mostPaths = 100_000

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}
