internal import BuildModel
internal import CLinux
internal import Glibc

/// Notices that another process wants the store, by what it does to the lock file while it waits.
///
/// The thread that waits ends with the object, or with the file.
final class StoreDemand: Sendable {
    /// What the object and its thread share, so that the number belongs to nobody else as long as
    /// one of them uses it.
    private final class Descriptor: Sendable {
        let number: Int32

        init(_ number: Int32) { self.number = number }

        deinit { close(number) }
    }

    private let descriptor: Descriptor
    private let watch: Int32

    /// Watches a lock file, which must be this process's; nil if the system cannot watch.
    ///
    /// - Parameters:
    ///   - lock: The file.
    ///   - knock: Called on a thread of its own each time somebody wants the lock.
    init?(_ lock: AbsolutePath, knock: @escaping @Sendable () -> Void) {
        let number = inotify_init1(Int32(IN_CLOEXEC))
        guard number >= 0 else { return nil }
        let descriptor = Descriptor(number)
        self.descriptor = descriptor
        watch = inotify_add_watch(number, lock.text, UInt32(IN_ATTRIB))
        guard watch >= 0 else { return nil }
        startThread {
            while let event = Self.next(descriptor), event.mask & UInt32(IN_IGNORED) == 0 {
                knock()
            }
        }
    }

    /// Lets the thread end.
    deinit { inotify_rm_watch(descriptor.number, watch) }

    /// Waits for an event; a process that is stopped and continued goes on waiting.
    private static func next(_ descriptor: Descriptor) -> inotify_event? {
        var event = inotify_event()
        while read(descriptor.number, &event, MemoryLayout<inotify_event>.size) <= 0 {
            guard errno == EINTR else { return nil }
        }
        return event
    }
}
