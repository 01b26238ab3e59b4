import CLinux
import Glibc

/// Hears of changes in folders, by inotify.
///
/// The kernel queues an event before the system call that caused it returns, so who asks after a
/// file was written hears of it. A watch follows the folder, not its path. If a folder on the way
/// to a watched one is renamed or replaced, the folder above it tells; so all folders above a
/// watched one are watched too. One may be left out between two that are watched: the lower one
/// tells of its own end, and the upper one of that of the folder between. So an output in a folder
/// of its own takes one watch, not two.
///
/// Of the folders above, only what comes and goes in them matters: what others write in `/tmp`
/// shall not wake whoever has a project below it.
///
/// It has no lock of its own: its owner uses it under one.
final class FolderWatcher {
    /// What was heard.
    enum Event {
        /// Something happened at a path.
        case path(String)
        /// Whatever is known below a folder may be another.
        case contents(String)
        /// The queue of the kernel was full: nothing is watched any more, and anything may have
        /// changed.
        case missedSome
    }

    private static let mask =
        wayMask | UInt32(IN_MODIFY) | UInt32(IN_CLOSE_WRITE)

    /// For folders on the way to those that matter.
    private static let wayMask =
        entryMask | UInt32(IN_ATTRIB) | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)
        | UInt32(IN_ONLYDIR) | UInt32(IN_DONT_FOLLOW)

    /// Becomes readable when something was heard.
    let descriptor: Int32
    private var folders: [Int32: String] = [:]
    /// Folders that are watched and reached without symbolic links.
    private var watched: Set<String> = []
    /// Those among them that are only on the way to what matters.
    private var passed: Set<String> = []
    /// Folders that paths lie below, and that are not there.
    private var awaited: Set<String> = []
    /// Folders whose watches follow them to another place.
    private var moved: Set<String> = []
    /// Whether the system had no more watches to give, and none has come back since.
    private(set) var isFull = false
    /// How often a watch has ended.
    private(set) var endedWatches = 0
    /// At most so many folders are watched, for tests; the system has a limit of its own.
    private let limit: Int

    /// Starts to listen; nil if the system has no inotify to give.
    init?(limit: Int = .max) {
        self.limit = limit
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// Watches the folder that a path lies in, the path itself if it is a folder, and those above.
    ///
    /// - Parameters:
    ///   - path: An absolute path.
    ///   - following: Whether changes of what the path leads to, if it is a link, matter.
    /// - Returns: Whether every change of the path will be heard of. What is reached through a
    ///   symbolic link may change without: the link's target is somewhere else. So may what would
    ///   take more watches than the system allows.
    func watch(_ path: String, following: Bool) -> Bool {
        let folder = FolderWatcher.parent(of: path)
        if passed.contains(path) { watchClosely(path) }
        if passed.contains(folder), isEntry(path) { watchClosely(folder) }
        // From the nearest folder that is watched already downwards, as far as there are real
        // folders: a link leads to a folder which the kernel would tell of by one path only.
        var way: [String] = []
        var current = path
        while !watched.contains(current) {
            way.append(current)
            if current == "/" { break }
            current = FolderWatcher.parent(of: current)
        }
        // The path, the folder it is in, and the one that need not be watched if it is a folder.
        if way.count >= 3, FolderWatcher.isFolder(way[2]) {
            let between = way.remove(at: 2)
            if let isHeard = watch(way, path, following) { return isHeard }
            // What is missing appears in the folder between.
            way = Array(way.prefix(2)) + [between]
        }
        return watch(way, path, following) ?? false
    }

    /// Watches the folders on the way to a path, the uppermost last.
    ///
    /// - Returns: Whether all changes will be heard of; nil if a folder is missing in one that is
    ///   not watched.
    private func watch(_ way: [String], _ path: String, _ following: Bool) -> Bool? {
        for folder in way.reversed() where !watched.contains(folder) {
            guard watched.count < limit, !isFull else { return false }
            let isNear =
                folder == path || folder == FolderWatcher.parent(of: path) && isEntry(path)
            let mask = isNear ? FolderWatcher.mask : FolderWatcher.wayMask
            let watch = inotify_add_watch(descriptor, folder, mask)
            if watch >= 0 {
                if !isNear { passed.insert(folder) }
                folders[watch] = folder
                watched.insert(folder)
                awaited.remove(folder)
                continue
            }
            guard errno == ENOENT || errno == ENOTDIR else {
                isFull = errno == ENOSPC
                return false
            }
            let isLink = errno == ENOTDIR && FolderWatcher.isLink(folder)
            if folder == path { return !(isLink && following) }
            guard folder == "/" || watched.contains(FolderWatcher.parent(of: folder)) else {
                return nil
            }
            awaited.insert(folder)
            return !isLink
        }
        return true
    }

    /// Whether the folder that a path lies in tells what changes at it: a folder tells itself.
    private func isEntry(_ path: String) -> Bool {
        !watched.contains(path) && !FolderWatcher.isFolder(path)
    }

    /// Hears from now on of everything in a folder that was only on the way to others.
    ///
    /// If another folder has come to its path, the end of the old one is still to be heard of.
    private func watchClosely(_ folder: String) {
        let watch = inotify_add_watch(descriptor, folder, FolderWatcher.mask)
        guard watch >= 0 else { return }
        folders[watch] = folder
        passed.remove(folder)
    }

    /// Takes the events that have come out of the kernel's queue.
    func drain(_ body: (Event) -> Void) {
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 8) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else { break }
                var offset = 0
                while offset < count {
                    offset += take(UnsafeRawBufferPointer(rebasing: buffer[offset..<count]), body)
                }
            }
        }
        if !moved.isEmpty { endMovedWatches() }
    }

    /// Notes one event.
    ///
    /// Source: inotify(7), `struct inotify_event`.
    ///
    /// - Returns: Its length.
    private func take(_ bytes: UnsafeRawBufferPointer, _ body: (Event) -> Void) -> Int {
        let event = bytes.loadUnaligned(as: inotify_event.self)
        let size = MemoryLayout<inotify_event>.size
        let length = size + Int(event.len)
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
            reset()
            body(.missedSome)
            return length
        }
        guard let folder = folders[event.wd] else { return length }
        if event.mask & UInt32(IN_MOVE_SELF | IN_UNMOUNT) != 0 {
            moved.insert(folder)
            body(.path(folder))
            body(.contents(folder))
        } else if event.mask & UInt32(IN_DELETE_SELF | IN_IGNORED) != 0 {
            // Whatever was in it was removed before, and told of.
            end(event.wd, folder)
            awaited.insert(folder)
            body(.path(folder))
            // Of what comes in its place nobody may tell.
            if !watched.contains(FolderWatcher.parent(of: folder)) { body(.contents(folder)) }
        } else if event.len == 0 {
            body(.path(folder))
        } else {
            let name = String(decoding: bytes[size..<length].prefix { $0 != 0 }, as: UTF8.self)
            takeEntry(folder == "/" ? "/\(name)" : "\(folder)/\(name)", event.mask, body)
            if event.mask & FolderWatcher.entryMask != 0 { body(.path(folder)) }
        }
        return length
    }

    private static let entryMask =
        UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO)

    private func takeEntry(_ path: String, _ mask: UInt32, _ body: (Event) -> Void) {
        body(.path(path))
        let isFolder = mask & UInt32(IN_ISDIR) != 0
        if isFolder, mask & UInt32(IN_MOVED_FROM) != 0 {
            moved.insert(path)
            body(.contents(path))
        }
        if mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0 {
            if isFolder, watched.contains(path) { moved.insert(path) }
            if awaited.contains(path) || moved.contains(path) { body(.contents(path)) }
        }
    }

    /// Ends the watches of folders that came or went and of those below them: they follow the old
    /// ones, whose paths may mean others now.
    private func endMovedWatches() {
        for (watch, folder) in folders where moved.containsFolder(above: folder, orItself: true) {
            inotify_rm_watch(descriptor, watch)
            end(watch, folder)
        }
        moved = []
    }

    private func end(_ watch: Int32, _ folder: String) {
        folders[watch] = nil
        watched.remove(folder)
        passed.remove(folder)
        endedWatches += 1
        isFull = false
    }

    /// Watches nothing any more: what was missed may have been the end of any watch.
    private func reset() {
        let fresh = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        if fresh >= 0 {
            dup2(fresh, descriptor)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            close(fresh)
        } else {
            for watch in folders.keys { inotify_rm_watch(descriptor, watch) }
        }
        folders = [:]
        watched = []
        passed = []
        awaited = []
        moved = []
        endedWatches += 1
        isFull = false
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "/" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}

extension Set<String> {
    /// Whether it has a folder that a path lies in, at any depth.
    func containsFolder(above path: String, orItself: Bool) -> Bool {
        if isEmpty { return false }
        if count <= 4 {
            return contains { folder in
                path.utf8.starts(with: folder.utf8)
                    && (orItself && path.utf8.count == folder.utf8.count
                        || folder == "/"
                        || path.utf8.dropFirst(folder.utf8.count).first == UInt8(ascii: "/"))
            }
        }
        if orItself, contains(path) { return true }
        var current = path[...]
        while let slash = current.utf8.lastIndex(of: UInt8(ascii: "/")) {
            current = current[..<slash]
            if contains(current.isEmpty ? "/" : String(current)) { return true }
        }
        return false
    }
}
