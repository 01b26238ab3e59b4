import CSpawn
import Glibc

/// A descriptor that one thread polls beside a process, so that another can ask it to stop waiting.
public final class CancellationSignal: Sendable {
    let descriptor: Int32

    /// Makes a signal that has not been raised.
    ///
    /// - Throws: `.ioFailure` when the process may open no more descriptors.
    public init() throws(ExecutionError) {
        descriptor = bld_event_make()
        guard descriptor >= 0 else {
            throw ExecutionError(
                code: .ioFailure, message: "Cannot make an event descriptor",
                cause: SystemError(number: -descriptor))
        }
    }

    deinit {
        close(descriptor)
    }

    /// Asks whoever polls to stop; stays raised until ``reset()``.
    public func raise() {
        bld_event_raise(descriptor)
    }

    /// Forgets that it was raised.
    public func reset() {
        bld_event_reset(descriptor)
    }
}
