/// State kept in the same file as the graph, so that both are of the same moment.
public protocol GraphAttachment: Sendable {
    /// Tells it from other attachments of the same graph.
    var name: String { get }

    /// Writes all state, for a snapshot, or what has changed since the last call, for the journal.
    ///
    /// No evaluation runs meanwhile.
    func write(everything: Bool, to writer: inout ByteWriter)
}
