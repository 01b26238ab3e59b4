/// The waits-for graph, as far as it is kept: which strands are blocked, and on what. Used under
/// the graph's lock.
///
/// A strand is blocked when it waits for a claim, or for the children it has forked. Only blocked
/// children are linked to their parent, so that a search does not visit the thousands that run or
/// have not been started.
extension Strand {
    /// Notes that this strand waits for a claim.
    func block(on id: NodeID) {
        wanted = id
        link()
    }

    /// Notes that this strand waits for its children.
    func blockOnChildren() { link() }

    /// Notes that this strand goes on.
    func unblock() {
        wanted = nil
        if let previousBlocked {
            previousBlocked.nextBlocked = nextBlocked
        } else if let parent {
            parent.firstBlocked = nextBlocked
        }
        nextBlocked?.previousBlocked = previousBlocked
        previousBlocked = nil
        nextBlocked = nil
    }

    private func link() {
        guard let parent else { return }
        nextBlocked = parent.firstBlocked
        nextBlocked?.previousBlocked = self
        parent.firstBlocked = self
    }
}
