import Glibc
import Testing

/// Random sheets under random edits, cancellations, supersessions, evictions and restarts, against
/// computing everything from scratch.
///
/// `BLD_MODEL_SEED` replays one seed; a failure prints its own. `Tools/engine-model` runs as many
/// as one likes, also under a sanitizer: `BLD_MODEL_SEEDS` is how many each setting gets.
@Suite(.timeLimit(.minutes(number("BLD_MODEL_SEEDS") == nil ? 10 : 600))) struct ModelTests {
    static let settings = [1, 2, 3, 4, 8].flatMap { workers in
        [
            ModelRun.Setting(workers: workers, withCycles: false, withRestarts: false),
            ModelRun.Setting(workers: workers, withCycles: true, withRestarts: false),
            ModelRun.Setting(workers: workers, withCycles: false, withRestarts: true),
        ]
    }

    @Test(arguments: settings)
    func everyAnswerIsThatOfAFreshComputation(setting: ModelRun.Setting) async throws {
        if let seed = number("BLD_MODEL_SEED") {
            return try await replay(setting, UInt64(seed))
        }
        for _ in 0..<(number("BLD_MODEL_SEEDS") ?? 4) {
            try await replay(setting, .random(in: 0...999_999_999))
        }
    }

    private func replay(_ setting: ModelRun.Setting, _ seed: UInt64) async throws {
        var run = ModelRun(setting, seed: seed)
        for round in 0..<12 {
            let differences = try await run.playRound()
            let comment = "\(setting), round \(round): BLD_MODEL_SEED=\(seed) replays it"
            #expect(differences == [], Comment(rawValue: comment))
            if !differences.isEmpty { return }
        }
    }
}

/// A number in the environment.
private func number(_ name: String) -> Int? {
    getenv(name).flatMap { Int(String(cString: $0)) }
}
