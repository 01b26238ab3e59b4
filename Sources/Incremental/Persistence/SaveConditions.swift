import ByteCoding
import Synchronization

/// What each node will be worth to the next process, seen from here.
///
/// Errors, transient outcomes and keys of kinds that are not persistent are not kept. What asked
/// for such a node must not be clean in the files, nor what asked for that, and so on: the next
/// process relies on the dependents of an unclean node being unclean.
struct SaveConditions {
    let graph: Graph
    /// Whether values that were set by a commit can be kept.
    private var injected: [NodeID: Bool] = [:]

    /// Kinds with smaller numbers are kept.
    private let persistentKinds: UInt16

    init(_ graph: Graph) {
        self.graph = graph
        persistentKinds = UInt16(graph.persistence?.types.count ?? 0)
    }

    /// What a node allows by itself.
    mutating func own(_ id: NodeID, _ files: borrowing SavedFiles) -> NodeRecord.Condition {
        let node = graph.node(id)
        let state = node.pointee.load()
        if !state.isComputed { return .omitted }
        let number = node.pointee.kind
        guard number < persistentKinds else { return .omitted }
        if state.isClaimed && !state.isRestoring { return .forced }
        if state.isForced || state.isTransient { return .forced }
        let flags = node.pointee.flags
        let slot = node.pointee.value.load(ordering: .relaxed)
        // What has a fingerprint is no error.
        if !state.isAbsent, !flags.contains(.hasFingerprint),
            graph.kinds[number].pointee.isFailure(slot)
        {
            return .forced
        }
        if flags.contains(.injected) {
            // Computing the key would not bring the value back.
            let changedAt = node.pointee.changedAt.load(ordering: .relaxed)
            if injected[id] == nil {
                var scratch = ByteWriter()
                injected[id] =
                    files.withValue(of: id, changedAt: changedAt) { _ in true }
                    ?? (!state.isAbsent
                        && graph.kinds[number].pointee.persistence?.writeValue(slot, &scratch)
                            == true)
            }
            if injected[id] != true { return .forced }
        }
        return state.isDirty ? .dirty : .clean
    }

    /// What a node and its dependencies allow, as far as it is known which are tainted.
    mutating func combined(_ id: NodeID, _ files: borrowing SavedFiles) -> NodeRecord.Condition {
        var condition = own(id, files)
        if condition >= .forced { return condition }
        let list = graph.dependencies(of: id)
        for index in 0..<list.count {
            let dependency = list[index]
            switch own(dependency, files) {
            case .omitted: return .forced
            case .clean where !files.tainted.contains(dependency): break
            default: condition = .dirty
            }
        }
        return condition
    }
}

extension Graph {
    /// What a node has asked for.
    ///
    /// Used under the graph's lock.
    func dependencies(of id: NodeID) -> DependencyList {
        DependencyList(base: node(id).pointee.dependencies.load(ordering: .relaxed))
    }

    /// What is kept of a node, but for its key, edges and value.
    func record(of id: NodeID, _ condition: NodeRecord.Condition) -> NodeRecord {
        let node = node(id)
        var record = NodeRecord()
        record.condition = condition
        record.fingerprint = node.pointee.fingerprint
        record.flags = node.pointee.flags.intersection(.kept).rawValue
        record.changedAt = node.pointee.changedAt.load(ordering: .relaxed)
        record.verifiedAt = node.pointee.load().verifiedAt
        return record
    }
}
