import Glibc
import Testing

@testable import Incremental

/// Crashes at every operation on the files, and power failures: at most the last save is lost, and
/// no answer is ever wrong.
///
/// `Tools/graph-crash` runs them for longer: `BLD_CRASH_ROUNDS` is how many random scenarios each
/// test takes. `BLD_CRASH_SEED` replays one; a failure prints its own.
@Suite(.serialized) struct CrashTests {
    private static func number(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    static var seeds: [UInt64] {
        if let seed = number("BLD_CRASH_SEED") { return [seed] }
        return (0..<rounds).map { _ in .random(in: 0...999_999) }
    }

    static var rounds: Int { Int(number("BLD_CRASH_ROUNDS") ?? 2) }

    /// Which save was begun last before each operation of a scenario, and how many bytes a write
    /// has had.
    private func operations(_ seed: UInt64) async throws -> [Int] {
        let device = FaultyDevice(.init(stopsAt: .max, part: 0))
        var begun: [Int] = []
        try await CrashScenario(seed: seed, folder: TemporaryFolder()).run(device: device) { save in
            begun += repeatElement(save - 1, count: device.operations - begun.count)
        }
        begun += repeatElement(CrashScenario.saves, count: device.operations - begun.count)
        return begun
    }

    /// Every operation fails once, and with it all that come after, as if the process were dead.
    @Test(arguments: seeds) func everyOperation(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let operations = try await operations(seed)
        for (number, save) in operations.enumerated() {
            for part in [0, 1, Int.random(in: 2...200, using: &random), .max] {
                let folder = TemporaryFolder()
                let scenario = CrashScenario(seed: seed, folder: folder)
                let device = FaultyDevice(.init(stopsAt: number, part: part))
                do {
                    try await scenario.run(device: device)
                } catch is StoreError {}
                try await scenario.check(save - 1...save, seed: seed)
            }
        }
    }

    /// A process is killed at some operation of a save.
    @Test(arguments: seeds.prefix(4)) func everyKill(seed: UInt64) async throws {
        let operations = try await operations(seed)
        for (number, save) in operations.enumerated() where number % 2 == Int(seed) % 2 {
            let folder = TemporaryFolder()
            let path = folder.path
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [seed = seed as UInt64, number = number as Int, path = path as String] in
                let folder = TemporaryFolder(borrowing: path)
                let fault = FaultyDevice.Fault(stopsAt: number, part: number * 7, kills: true)
                try await CrashScenario(seed: seed, folder: folder)
                    .run(device: FaultyDevice(fault))
            }
            try await CrashScenario(seed: seed, folder: folder).check(save - 1...save, seed: seed)
        }
    }

    /// The power fails, so that only what was synchronized is there for sure.
    @Test(arguments: seeds) func powerFailure(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let folder = TemporaryFolder()
            let device = PowerlessDevice(folder)
            let scenario = CrashScenario(seed: seed, folder: folder)
            try await scenario.run(device: device)
            device.failPower(&random)
            try await scenario.check(1...CrashScenario.saves, seed: seed)
        }
    }

    /// The journal is cut at every byte.
    @Test(arguments: seeds.prefix(2)) func everyLengthOfTheJournal(seed: UInt64) async throws {
        let folder = TemporaryFolder()
        try await CrashScenario(seed: seed, folder: folder).run(device: KernelDevice())
        let snapshot = folder.read("snapshot")
        let journal = try #require(folder.read("journal"))
        for count in stride(from: 0, through: journal.count, by: max(1, journal.count / 200)) {
            folder.write("snapshot", snapshot)
            folder.write("journal", Array(journal[..<count]))
            try await CrashScenario(seed: seed, folder: folder)
                .check(1...CrashScenario.saves, seed: seed)
        }
    }

    /// A bit of one of the files is another, and the process starts again with nothing when it is
    /// told so.
    @Test(arguments: seeds) func flippedBits(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let folder = TemporaryFolder()
        let scenario = CrashScenario(seed: seed, folder: folder)
        try await scenario.run(device: KernelDevice())
        let files = try ["snapshot", "journal"].map { ($0, try #require(folder.read($0))) }
        for round in 0..<60 {
            for (name, bytes) in files { folder.write(name, bytes) }
            var (name, bytes) = files[round % 2]
            let place = Int.random(in: bytes.indices, using: &random)
            bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            folder.write(name, bytes)
            do {
                try await scenario.check(nil, seed: seed)
            } catch is DamagedGraphError {
                #expect(folder.read("snapshot") == nil)
                try await scenario.check(0...0, seed: seed)
            }
        }
    }
}
