internal import BuildModel
internal import CLinux
internal import Glibc

/// Notices that another process wants the store, by what it does to the lock file while it waits.
///
/// The thread that waits ends with the object.
final class StoreDemand: Sendable {
    private let descriptor: Int32
    private let watch: Int32

    /// Watches a lock file, which must be this process's; nil if the system cannot watch.
    ///
    /// - Parameters:
    ///   - lock: The file.
    ///   - knock: Called on a thread of its own each time somebody wants the lock.
    init?(_ lock: AbsolutePath, knock: @escaping @Sendable () -> Void) {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        let watch = inotify_add_watch(descriptor, lock.text, UInt32(IN_ATTRIB))
        guard watch >= 0 else {
            Glibc.close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        self.watch = watch
        startThread {
            var event = inotify_event()
            while read(descriptor, &event, MemoryLayout<inotify_event>.size) > 0 {
                if event.mask & UInt32(IN_IGNORED) != 0 { break }
                knock()
            }
            Glibc.close(descriptor)
        }
    }

    /// Lets the thread end.
    deinit { inotify_rm_watch(descriptor, watch) }
}
