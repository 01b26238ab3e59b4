/// How much one evaluation may use.
public struct EvaluationLimits: Sendable {
    /// Bytes of memory for values.
    public var heapBytes: Int
    /// Calls of Starlark functions under way at one time.
    public var callDepth: Int
    /// Asked every few thousand steps; once it answers yes the evaluation fails.
    public var isCancelled: (@Sendable () -> Bool)?

    /// Makes limits; what is left out has room for any sensible program.
    public init(
        heapBytes: Int = 2 << 30, callDepth: Int = 1000, isCancelled: (@Sendable () -> Bool)? = nil
    ) {
        self.heapBytes = heapBytes
        self.callDepth = callDepth
        self.isCancelled = isCancelled
    }
}
