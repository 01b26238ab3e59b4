import Diagnostics
import Glibc

/// Runs work on a thread of its own, for it waits where workers of the engine must not.
enum ScriptThread {
    /// Room for the interpreter's nesting, and for what native functions call.
    private static let stackBytes = 16 << 20

    /// Starts a thread that ends with the work.
    ///
    /// - Throws: A diagnostic if the system gives no thread.
    static func start(_ work: @escaping @Sendable () -> Void) throws(Diagnostic) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Work(work))
        let failure = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard failure != 0 else { return }
        box.release()
        throw .error("Cannot start a thread to run a script: \(String(cString: strerror(failure)))")
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
