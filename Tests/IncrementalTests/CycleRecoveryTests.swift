import Incremental
import Synchronization
import Testing

/// Keys that may ask for themselves: which inputs a place reaches, in a graph with cycles.
@Suite struct CycleRecoveryTests {
    private struct Reached: Key {
        let place: String

        var description: String { "reached(\(place))" }

        func compute(in context: borrowing Context) async throws -> Set<String> {
            let world = context.resources[WorldResource.self]
            // The inputs name the roads, so that the graph can be edited.
            let roads = world.inputs.withLock { $0.keys.filter { $0.hasPrefix(place) } }
            var reached: Set<String> = [place]
            for road in roads.sorted() where try await context.input(road) == 1 {
                let end = String(road.dropFirst())
                reached.formUnion(try await context.request(Reached(place: end)))
            }
            return reached
        }

        /// What a place on the way reaches is what the way reaches anyway.
        func valueInCycle(_ cycle: CycleError) -> Set<String>? { [place] }

        static func fingerprint(_ output: Set<String>) -> Fingerprint? {
            Fingerprinter.fingerprint(of: output.sorted().joined())
        }
    }

    private struct Together: Key {
        let places: [String]

        var description: String { "together(\(places.joined()))" }

        func compute(in context: borrowing Context) async throws -> Int {
            if places == ["x"] {
                return try await context.all([Together(places: ["y"]), Together(places: [])])
                    .reduce(0, +)
            }
            return places == ["y"] ? try await context.request(Together(places: ["x"])) + 1 : 10
        }

        func valueInCycle(_ cycle: CycleError) -> Int? { 100 * cycle.keys.count }
    }

    /// a -> b -> c -> a, and c -> d if `open`.
    private func sheet(open: Bool) -> Sheet {
        let sheet = Sheet()
        sheet.write(["ab": 1, "bc": 1, "ca": 1, "cd": open ? 1 : 0])
        return sheet
    }

    @Test func aRequestThatWouldWaitForItselfHasAValue() async throws {
        let sheet = sheet(open: true)
        #expect(try await sheet.engine.evaluate(Reached(place: "a")) == ["a", "b", "c", "d"])
        let computed = sheet.log.take().filter { $0.hasSuffix("reached(a)") }
        #expect(computed == ["compute reached(a)"])
    }

    @Test func whatMetTheCycleIsForgottenByTheNextCommit() async throws {
        let sheet = sheet(open: false)
        #expect(try await sheet.engine.evaluate(Reached(place: "a")) == ["a", "b", "c"])
        _ = sheet.log.take()
        sheet.write([:])
        #expect(try await sheet.engine.evaluate(Reached(place: "a")) == ["a", "b", "c"])
        #expect(
            sheet.log.take() == [
                "recompute reached(c)", "backdate reached(c)", "verify reached(b)",
                "verify reached(a)",
            ])
        sheet.write(["cd": 1])
        #expect(try await sheet.engine.evaluate(Reached(place: "a")) == ["a", "b", "c", "d"])
        sheet.write(["bc": 0])
        #expect(try await sheet.engine.evaluate(Reached(place: "a")) == ["a", "b"])
        #expect(try await sheet.engine.evaluate(Reached(place: "c")) == ["a", "b", "c", "d"])
    }

    @Test(arguments: [1, 2, 4])
    func aGroupRecoversWhereTheCycleIs(workers: Int) async throws {
        let sheet = Sheet(workers: workers)
        #expect(try await sheet.engine.evaluate(Together(places: ["x"])) == 211)
    }
}
