/// A walk through values within values, which is given up where it goes too deep or takes too long.
///
/// A value may contain itself; and where values share parts, as in `x = [x, x]` in a loop, a small
/// heap has more paths than can ever be walked.
struct Nesting {
    static let limit = 300

    private var depth = 0
    private var stepsLeft: Int

    init(stepLimit: Int = 1 << 24) {
        stepsLeft = stepLimit
    }

    /// Goes one level down.
    ///
    /// - Throws: If that is too deep, or there have been too many steps.
    @inline(__always)
    mutating func enter() throws {
        depth &+= 1
        stepsLeft &-= 1
        if depth > Nesting.limit || stepsLeft < 0 { throw failure }
    }

    /// Comes back.
    @inline(__always)
    mutating func leave() { depth &-= 1 }

    private var failure: Failure {
        if stepsLeft < 0 {
            return Failure("A value has too many parts: some are in it many times over")
        }
        return Failure(
            "A value is nested too deeply: more than \(Nesting.limit) levels, or it contains "
                + "itself")
    }
}
