import Loading

/// What is known of one file or folder that the graph was made from.
struct TrackedFile {
    /// What it was when it was last looked at, before it was read.
    var stamp: FileStamp
    /// Whether a change right after the stamp was taken may not show in it.
    var isFresh: Bool
    /// Whether what some use has read is older than the stamp.
    var isStale = false
    /// Whether what a link leads to is looked at too.
    var follows: Bool
    /// The keys that have read it.
    var uses: [FileUse]

    /// Whether a look at it says that its uses are to be told.
    ///
    /// - Parameter stamp: What it is now.
    /// - Returns: Whether the uses may have read something else.
    func differs(from stamp: FileStamp) -> Bool {
        isStale || isFresh || stamp != self.stamp
    }
}
