import BuildEvents
import Synchronization
import Testing

/// What is wrong but let pass.
@Suite struct SoftErrorTests {
    @Test(
        arguments: [
            (nil, [false, false, true]), ("", [false, false, true]),
            ("false", [false, false, false]), ("true", [true, true, true]),
            ("panic", [true, true, true]), ("only=one", [true, false, false]),
            ("only=two, one", [true, true, false]), ("only=three", [false, false, true]),
        ] as [(String?, [Bool])])
    func policies(value: String?, expected: [Bool]) {
        let policy = SoftErrorPolicy(value)
        let fails = [
            policy.fails("one"), policy.fails("two"), policy.fails("three", usually: true),
        ]
        #expect(fails == expected)
    }

    @Test func aSinkTellsOrThrows() throws {
        let told = Mutex<[String]>([])
        let sink = SoftErrorSink(policy: .only(["bad"])) { error in
            told.withLock { $0.append(error.text) }
        }
        try sink.report(SoftError("odd", "looks odd"))
        #expect(throws: SoftError("bad", "is bad")) { try sink.report(SoftError("bad", "is bad")) }
        #expect(told.withLock { $0 } == ["Soft Error: odd: looks odd"])
    }
}
