public import BuildEvents
public import Incremental

/// Names the place for soft errors of the command on whose behalf something is computed.
public enum SoftErrorResource: ResourceKey {
    /// The type of the service.
    public typealias Service = SoftErrorSink
}

extension Context {
    /// Where soft errors go; nowhere where nobody keeps a log.
    public var softErrors: SoftErrorSink {
        resources.contains(SoftErrorResource.self) ? resources[SoftErrorResource.self] : .none
    }

    /// Tells of something wrong that is let pass for the time being.
    ///
    /// A value that is kept is not computed again, and so what it has told is not told again.
    ///
    /// - Throws: The error itself if the user wants such errors to fail the command.
    public borrowing func report(_ error: SoftError) throws(SoftError) {
        try softErrors.report(error)
    }
}
