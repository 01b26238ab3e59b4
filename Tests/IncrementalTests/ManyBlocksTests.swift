import Testing

@testable import Incremental

/// Graphs of many blocks, read by several workers at once.
@Suite(.timeLimit(.minutes(30))) struct ManyBlocksTests {
    let sheets = Sheets()
    let count = 1_100
    var inputs = Dictionary(uniqueKeysWithValues: (0..<100).map { ("\($0)", $0) })

    init() {
        sheets.workers = 4
        sheets.set(inputs)
    }

    /// Layers of 100 cells, of which each adds three below it, and `top` above the last of them.
    private func define(_ cells: Range<Int>) {
        for cell in cells {
            sheets.define("\(cell)") { context in
                if cell < 100 { return try await context.input("\(cell)") }
                let below = Self.below(cell).map { "\($0)" }
                return try await context.cells(below).reduce(0, +) % 1_000
            }
        }
        let tops = (cells.upperBound - 100..<cells.upperBound).map { "\($0)" }
        sheets.define("top") { try await $0.cells(tops).reduce(0, +) }
    }

    private static func below(_ cell: Int) -> [Int] {
        [cell - 100, cell - 99 - cell % 2, cell - 60]
    }

    private func expected(_ inputs: [String: Int], _ count: Int) -> Int {
        var values: [Int] = []
        for cell in 0..<count {
            let below = cell < 100 ? [] : Self.below(cell)
            let sum = below.reduce(0) { $0 + values[$1] } % 1_000
            values.append(cell < 100 ? inputs["\(cell)"] ?? 0 : sum)
        }
        return values.suffix(100).reduce(0, +)
    }

    @Test mutating func newNodesFollowTheKept() async throws {
        define(0..<count)
        let first = sheets.start()
        #expect(try await first.value("top") == expected(inputs, count))
        try first.save()
        for round in 1...6 {
            let process = sheets.start()
            let changed = ["\(round * 9)": round * 100, "\(round * 13)": round]
            inputs.merge(changed) { $1 }
            process.sheet.write(changed)
            #expect(try await process.value("top") == expected(inputs, count))
            #expect(!process.log.contains { $0.hasPrefix("compute") })
            if round == 3 { process.sheet.engine.forceSnapshot() }
            try process.save()
        }
        let more = sheets.start()
        let before = more.sheet.engine.nodeCount
        define(0..<count + 300)
        more.sheet.engine.commit { $0.invalidate(Cell("top")) }
        #expect(try await more.value("top") == expected(inputs, count + 300))
        #expect(more.log.count { $0.hasPrefix("compute") } == 300)
        #expect(more.sheet.engine.nodeCount == before + 300)
        try more.save()
        let last = sheets.start()
        #expect(last.sheet.engine.nodeCount == before + 300)
        #expect(try await last.value("top") == expected(inputs, count + 300))
        #expect(last.log == ["load cell(top)"])
        #expect(last.sheet.engine.graph.checkInvariants(upTo: 2_000))
        #expect(sheets.lines.take() == [])
    }

    /// Whichever block or page is damaged, the answer is right or there is none, and the next
    /// process begins with nothing.
    @Test func damageAnywhere() async throws {
        define(0..<count)
        let first = sheets.start()
        #expect(try await first.value("top") == expected(inputs, count))
        try first.save()
        let whole = try #require(sheets.folder.read("snapshot"))
        var random = SystemRandomNumberGenerator()
        var found = 0
        for _ in 0..<5 * CrashTests.rounds {
            var bytes = whole
            let place = Int.random(in: SnapshotLayout.headerBytes..<whole.count, using: &random)
            bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            sheets.folder.write("snapshot", bytes)
            let process = sheets.start()
            let changed = ["\(Int.random(in: 0..<100))": Int.random(in: 0...500)]
            process.sheet.write(changed)
            do {
                let value = try await process.value("top")
                #expect(value == expected(inputs.merging(changed) { $1 }, count), "byte \(place)")
                process.sheet.write(inputs)
                #expect(try await process.value("top") == expected(inputs, count), "byte \(place)")
                process.sheet.engine.forceSnapshot()
            } catch is DamagedGraphError {
                found += 1
                #expect(sheets.folder.read("snapshot") == nil)
            }
            try process.save()
            sheets.set(inputs)
            let next = sheets.start()
            #expect(try await next.value("top") == expected(inputs, count), "byte \(place)")
        }
        #expect(found > 0 || CrashTests.rounds < 5)
    }
}
