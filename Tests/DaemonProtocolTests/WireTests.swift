import BuildEvents
import ByteCoding
import Testing

@testable import DaemonProtocol

/// What is written is read back; anything else is refused, and nothing traps.
@Suite struct WireTests {
    private static let request = CommandRequest(
        arguments: ["build", "", "//ä:b", "-j", "2"], workingDirectory: "/home/me",
        environment: ["PATH": "/bin:/usr/bin", "EMPTY": ""],
        terminal: .init(columns: 132, isInteractive: true, isOutputInteractive: false))

    private static let action = ActionDescription(
        id: 7, target: "root//a:b", category: "cxx_compile", identifier: "main.cpp")

    private static let client: [ClientMessage] = [
        .hello(Hello(build: "12-34")), .run(request), .cancel, .status, .shutDown,
    ]

    private static let daemon: [DaemonMessage] = [
        .hello(Hello(build: "")), .closing,
        .status(
            DaemonStatus(
                processID: 4_711, build: "x", projectRoot: "/p", isolation: "bld",
                uptime: .milliseconds(1_500), residentBytes: 1 << 33, nodes: 1_000_000,
                valueBytes: 1 << 34, files: 200_000, unheardFiles: 3,
                commands: ["build //..."])),
        .reply(.output([0, 255, 10])), .reply(.error("went wrong\n")),
        .reply(.finished(.interrupted)),
        .reply(
            .execute(
                .init(arguments: ["/bin/a", "-x"], environment: [:], workingDirectory: "/"))),
        .reply(.event(.waiting(reason: "for the lock"))),
        .reply(.event(.progress(BuildProgress(packagesLoaded: 3, targetsAnalysed: 500)))),
        .reply(.event(.actionStarted(action))),
        .reply(
            .event(
                .actionFinished(
                    ActionDescription(id: -1, target: "t", category: "c", identifier: nil),
                    ActionCompletion(
                        outcome: .failed, duration: .nanoseconds(-1), output: "stderr")))),
        .reply(.event(.message(BuildMessage(.warning, "take care")))),
        .reply(
            .event(
                .finished(
                    BuildSummary(
                        succeeded: true, counts: [.ran: 3, .cached: 0], duration: .seconds(61))))),
    ]

    @Test(arguments: client) func clientMessagesComeBack(message: ClientMessage) throws {
        #expect(try roundTrip(message) == message)
    }

    @Test(arguments: daemon) func daemonMessagesComeBack(message: DaemonMessage) throws {
        #expect(try roundTrip(message) == message)
    }

    private func roundTrip<Message: ByteCodable>(_ message: Message) throws -> Message {
        var writer = ByteWriter()
        writer.write(message)
        return try Message.decode(writer.bytes)
    }

    @Test func everyTruncationIsRefused() {
        for message in WireTests.daemon {
            var writer = ByteWriter()
            writer.write(message)
            for length in writer.bytes.indices {
                #expect(throws: DamagedBytes.self) {
                    try DaemonMessage.decode(Array(writer.bytes.prefix(length)))
                }
            }
            #expect(throws: DamagedBytes.self) {
                try DaemonMessage.decode(writer.bytes + [0])
            }
        }
    }

    @Test func damagedMessagesNeverTrap() {
        var random = SystemRandomNumberGenerator()
        for message in WireTests.daemon {
            var writer = ByteWriter()
            writer.write(message)
            for _ in 0..<200 {
                var bytes = writer.bytes
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255)
                _ = try? DaemonMessage.decode(bytes)
                _ = try? ClientMessage.decode(bytes)
            }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 64]) func framesAreCutWhereverTheStreamIs(step: Int) throws {
        let stream = WireTests.client.flatMap { FrameDecoder.frame($0) }
        var decoder = FrameDecoder()
        var messages: [ClientMessage] = []
        for start in stride(from: 0, to: stream.count, by: step) {
            decoder.append(Array(stream[start..<min(start + step, stream.count)]))
            while let bytes = try decoder.next() {
                messages.append(try ClientMessage.decode(bytes))
            }
        }
        #expect(messages == WireTests.client)
    }

    @Test func aMessageLongerThanAnyIsRefused() {
        var decoder = FrameDecoder()
        decoder.append([255, 255, 255, 255])
        #expect(throws: DamagedBytes("a message of 4294967295 bytes is longer than any")) {
            try decoder.next()
        }
    }
}
