import Foundation
import TestSupport
import Testing

/// Several clients of one daemon at the same time.
@Suite struct ConcurrencyTests {
    /// An action that waits for a file which only the test writes.
    private static func waiting(_ name: String) -> String {
        """
        genrule(
            name = "\(name)", out = "o",
            cmd = "echo $$ >> $CARGO_HOME/\(name).started; "
                + "until [ -e $CARGO_HOME/\(name).go ]; do sleep 0.01; done; echo > $OUT",
        )

        """
    }

    private func client() throws -> InstalledClient {
        try InstalledClient(
            try TemporaryWorkspace([
                ".buckconfig": "[project]\n",
                "BUCK": ["x", "y"].map(ConcurrencyTests.waiting).joined(),
            ]))
    }

    private func variables(_ client: InstalledClient) -> [String: String] {
        ["CARGO_HOME": client.workspace.root.path]
    }

    /// Waits until a command has written a file.
    private func wait(
        for path: String, of running: InstalledClient.Running, _ client: InstalledClient
    ) throws {
        while !client.workspace.exists(path) {
            try #require(running.isRunning, "\(path) is never written")
            usleep(1000)
        }
    }

    @Test func commandsThatAgreeShareTheirWork() throws {
        let client = try client()
        let variables = variables(client)
        let first = try client.start(["build", "//..."], variables: variables)
        try wait(for: "x.started", of: first, client)
        let second = try client.start(["build", "//..."], variables: variables)
        // The second does not wait for the first: it is done while that is still at work.
        #expect(
            try client.run(["targets", "//..."], variables: variables).output
                == "root//:x\nroot//:y\n")
        try client.workspace.write("x.go", "")
        try client.workspace.write("y.go", "")
        let outcomes = [first.outcome(), second.outcome()]
        #expect(outcomes.map(\.status) == [0, 0], "\(outcomes)")
        #expect(!outcomes.contains { $0.errors.contains("Waiting") })
        for name in ["x", "y"] {
            let started = try client.workspace.read("\(name).started")
            #expect(started.split(separator: "\n").count == 1)
        }
    }

    @Test func anotherConfigurationWaits() throws {
        let client = try client()
        let variables = variables(client)
        let first = try client.start(["build", "//:x"], variables: variables)
        try wait(for: "x.started", of: first, client)
        let second = try client.start(["targets", "//...", "-c", "a.b=c"], variables: variables)
        #expect(second.says("Waiting for `bld build //:x`"))
        try client.workspace.write("x.go", "")
        #expect(first.outcome().status == 0)
        #expect(second.outcome().status == 0)
    }

    @Test(arguments: [("always", "a.b=c"), ("always", "a.b=d"), ("OnDifferentState", "a.b=d")])
    func aPreemptibleCommandGivesWay(_ preemptible: String, _ config: String) throws {
        let client = try client()
        let variables = variables(client)
        let first = try client.start(
            ["build", "//:x", "--preemptible", preemptible, "-c", "a.b=c"], variables: variables)
        try wait(for: "x.started", of: first, client)
        let second = try client.run(["targets", "//...", "-c", config], variables: variables)
        #expect(second.status == 0, "\(second.errors)")
        let outcome = first.outcome()
        #expect(outcome.status == 5)
        #expect(outcome.errors.contains("buck daemon preempted this command"))
    }

    @Test func aCommandNeedNotWait() throws {
        let client = try client()
        let variables = variables(client)
        let first = try client.start(
            ["build", "//:x", "--preemptible=ondifferentstate"], variables: variables)
        try wait(for: "x.started", of: first, client)
        let same = ["targets", "//...", "--exit-when"]
        #expect(try client.run(same + ["differentstate"], variables: variables).status == 0)
        let refused = try client.run(same + ["notidle"], variables: variables)
        #expect(refused.status == 4)
        #expect(refused.errors.contains("Buck daemon is busy processing another command"))
        try client.workspace.write("x.go", "")
        #expect(first.outcome().status == 0)

        let other = try client.start(["build", "//:y"], variables: variables)
        try wait(for: "y.started", of: other, client)
        let different = ["targets", "//...", "-c", "a.b=c", "--exit-when=differentstate"]
        #expect(try client.run(different, variables: variables).status == 4)
        try client.workspace.write("y.go", "")
        #expect(other.outcome().status == 0)
    }

    @Test func anInterruptStopsOnlyWhatNobodyElseWants() throws {
        let client = try client()
        let variables = variables(client)
        let first = try client.start(["build", "//:x"], variables: variables)
        try wait(for: "x.started", of: first, client)
        let second = try client.start(["build", "//:y"], variables: variables)
        try wait(for: "y.started", of: second, client)
        first.signal(SIGINT)
        #expect(first.outcome().status == 130)
        try client.workspace.write("y.go", "")
        let outcome = second.outcome()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.ran == 1)
        #expect(try client.workspace.read("y.started").split(separator: "\n").count == 1)
    }

    @Test func aFailureOfOneIsNotThatOfAnother() throws {
        let client = try client()
        try client.workspace.write(
            "bad/BUCK", "genrule(name = \"bad\", out = \"o\", cmd = \"exit 1\")")
        let variables = variables(client)
        let good = try client.start(["build", "//:x"], variables: variables)
        try wait(for: "x.started", of: good, client)
        let bad = try client.run(["build", "//bad"], variables: variables)
        #expect(bad.status == 3, "\(bad.errors)")
        try client.workspace.write("x.go", "")
        let outcome = good.outcome()
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
