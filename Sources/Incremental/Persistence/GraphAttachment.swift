public import ByteCoding

/// State kept in the same file as the graph, so that both are of the same moment.
public protocol GraphAttachment: Sendable {
    /// Names the state among others.
    var name: String { get }

    /// Writes all state, for a snapshot, or what has changed since the last call, for the journal;
    /// nothing if nothing has.
    func write(everything: Bool, to writer: inout ByteWriter)
}
