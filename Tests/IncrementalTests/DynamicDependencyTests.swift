import Testing

@testable import Incremental

@Suite struct DynamicDependencyTests {
    private func makeSheet() -> Sheet {
        let sheet = Sheet()
        sheet.define("choice") { context in
            try await context.input("flag") == 0 ? context.input("a") : context.input("b")
        }
        sheet.write(["flag": 0, "a": 1, "b": 2])
        return sheet
    }

    @Test func onlyWhatWasAskedForCounts() async throws {
        let sheet = makeSheet()
        #expect(try await sheet.value("choice") == 1)
        _ = sheet.log.take()
        sheet.write(["b": 20])
        #expect(try await sheet.value("choice") == 1)
        #expect(sheet.log.take() == [])
    }

    @Test func dependenciesFollowTheValues() async throws {
        let sheet = makeSheet()
        _ = try await sheet.value("choice")
        sheet.write(["flag": 1])
        #expect(try await sheet.value("choice") == 2)
        _ = sheet.log.take()
        sheet.write(["a": 10])
        #expect(try await sheet.value("choice") == 2)
        #expect(sheet.log.take() == [])
        sheet.write(["b": 20])
        #expect(try await sheet.value("choice") == 20)
        #expect(sheet.log.take() == ["recompute input(b)", "recompute cell(choice)"])
    }

    @Test func aDependencyIsNotLookedAtIfAnEarlierOneHasChanged() async throws {
        let sheet = makeSheet()
        _ = try await sheet.value("choice")
        _ = sheet.log.take()
        // The input that the cell will not ask for any more is never read again.
        sheet.write(["flag": 1, "a": 10])
        #expect(try await sheet.value("choice") == 2)
        #expect(
            sheet.log.take() == [
                "recompute input(flag)", "recompute cell(choice)", "compute input(b)",
            ])
    }

    @Test(arguments: 1...6)
    func dependenciesThatComeAndGoManyTimesAreRecordedOnce(rounds: Int) async throws {
        let sheet = makeSheet()
        for round in 0..<rounds {
            sheet.write(["flag": round % 2])
            #expect(try await sheet.value("choice") == round % 2 + 1)
        }
        #expect(sheet.engine.graph.checkInvariants())
    }

    @Test func askingTwiceIsOneDependency() async throws {
        let sheet = Sheet()
        sheet.define("double") { try await $0.input("a") + $0.input("a") }
        sheet.write(["a": 1])
        #expect(try await sheet.value("double") == 2)
        sheet.write(["a": 2])
        #expect(try await sheet.value("double") == 4)
        #expect(sheet.engine.graph.checkInvariants())
    }

    /// A value that stores a context, as a query's environment does.
    private struct Environment: ~Copyable, Sendable {
        let context: Context

        func value(_ name: String) async throws -> Int { try await context.input(name) }
    }

    @Test func whatALentContextAsksForIsADependency() async throws {
        let sheet = Sheet()
        sheet.define("cell") { context in
            try await context.lend { lent in
                let environment = Environment(context: lent)
                return try await environment.value("a") + environment.value("b")
            }
        }
        sheet.write(["a": 1, "b": 2])
        #expect(try await sheet.value("cell") == 3)
        sheet.write(["b": 3])
        #expect(try await sheet.value("cell") == 4)
    }
}
