import Incremental
import Testing

@Suite struct DurabilityTests {
    /// A program is compiled from a source, with flags of the configuration, by a compiler.
    private func compiled() async throws -> Sheet {
        let sheet = Sheet()
        sheet.define("toolchain") { try await $0.input("compiler", .high) }
        sheet.define("flags") { try await $0.input("config", .medium) + $0.cell("toolchain") }
        sheet.define("object") { try await $0.cell("flags") + $0.input("source") }
        sheet.define("program") { try await $0.cell("object") + $0.cell("toolchain") }
        sheet.write(["compiler": 100, "config": 10, "source": 1])
        #expect(try await sheet.value("program") == 211)
        _ = sheet.log.take()
        return sheet
    }

    @Test func aChangedSourceVerifiesNothingThatDependsOnMoreDurableKeysOnly() async throws {
        let sheet = try await compiled()
        sheet.write(["source": 2])
        #expect(try await sheet.value("program") == 212)
        #expect(
            sheet.log.take() == [
                "recompute input(source)", "recompute cell(object)", "recompute cell(program)",
            ])
    }

    @Test(arguments: [
        (
            Durability.low,
            [
                "recompute input(source)", "backdate input(source)", "verify cell(object)",
                "verify cell(program)",
            ]
        ),
        (
            .medium,
            [
                "recompute input(config)", "backdate input(config)", "verify cell(flags)",
                "recompute input(source)", "backdate input(source)", "verify cell(object)",
                "verify cell(program)",
            ]
        ),
        (
            .high,
            [
                "recompute input(config)", "backdate input(config)",
                "recompute input(compiler)", "backdate input(compiler)",
                "verify cell(toolchain)", "verify cell(flags)",
                "recompute input(source)", "backdate input(source)", "verify cell(object)",
                "verify cell(program)",
            ]
        ),
    ])
    func whenAnythingMayHaveChangedDurableKeysAreNotLookedAt(
        durability: Durability, events: [String]
    ) async throws {
        let sheet = try await compiled()
        sheet.engine.commit { $0.invalidateAll(upTo: durability) }
        #expect(try await sheet.value("program") == 211)
        #expect(sheet.log.take() == events)
    }

    @Test func aMissedChangeIsFound() async throws {
        let sheet = try await compiled()
        sheet.changeUnannounced(["source": 5, "compiler": 200])
        sheet.engine.commit { $0.invalidateAll(upTo: .low) }
        #expect(try await sheet.value("program") == 215)
        sheet.engine.commit { $0.invalidateAll(upTo: .high) }
        #expect(try await sheet.value("program") == 415)
    }

    @Test func valuesThatWereSetStay() async throws {
        let sheet = try await compiled()
        sheet.engine.commit { $0.set(Input("source"), 3) }
        sheet.engine.commit { $0.invalidateAll(upTo: .high) }
        #expect(try await sheet.value("program") == 213)
    }
}
