import ActionGraph
import BXL
import BuildModel
import Incremental

extension Workspace {
    /// Makes what a script ensures, and writes what waits for it as soon as it is there.
    ///
    /// - Parameters:
    ///   - outcome: What the script came to.
    ///   - isPlaced: Whether artifacts have to lie in their places afterwards.
    /// - Returns: What went wrong, in the order of the artifacts.
    func make(_ outcome: ScriptOutcome, isPlaced: Bool) async -> [any Error] {
        var pending = PendingOutputs(outcome.pending)
        var failures: [(place: Int, error: any Error)] = []
        let wanted =
            outcome.ensured
            + outcome.pending.flatMap(\.artifacts).filter { !outcome.ensured.contains($0) }
        await withTaskGroup(of: (Int, (any Error)?).self) { group in
            for (place, artifact) in wanted.enumerated() {
                group.addTask {
                    do {
                        try await self.ask { context in
                            try await context.make([artifact], isPlaced: isPlaced)[0].get()
                        }
                        return (place, nil)
                    } catch {
                        return (place, error)
                    }
                }
            }
            for await (place, error) in group {
                if let error {
                    failures.append((place, error))
                } else {
                    session.write(pending.texts(readyWith: wanted[place]))
                }
            }
        }
        return failures.sorted { $0.place < $1.place }.map(\.error)
    }
}

/// Texts that wait for artifacts.
private struct PendingOutputs {
    private var open: [(artifacts: Set<Artifact>, text: String)]

    init(_ pending: [PendingOutput]) {
        open = pending.map { (Set($0.artifacts), $0.text) }
    }

    /// What can be written now that one more artifact is there.
    mutating func texts(readyWith artifact: Artifact) -> String {
        var ready = ""
        for index in open.indices {
            guard open[index].artifacts.remove(artifact) != nil, open[index].artifacts.isEmpty
            else { continue }
            ready += open[index].text
        }
        return ready
    }
}
