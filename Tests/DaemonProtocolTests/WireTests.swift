import BuildEvents
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

    private func roundTrip<Message: WireCodable>(_ message: Message) throws -> Message {
        var writer = WireWriter()
        writer.write(message)
        return try WireReader.decode(Message.self, writer.bytes)
    }

    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, UInt64.max - 1, UInt64.max])
    func numbersComeBack(number: UInt64) throws {
        var writer = WireWriter()
        writer.write(number)
        writer.write(signed: Int64(bitPattern: number))
        var reader = WireReader(writer.bytes)
        #expect(try reader.unsigned() == number)
        #expect(try reader.signed() == Int64(bitPattern: number))
    }

    @Test func everyTruncationIsRefused() {
        for message in WireTests.daemon {
            var writer = WireWriter()
            writer.write(message)
            for length in writer.bytes.indices {
                #expect(throws: WireError.self) {
                    try WireReader.decode(DaemonMessage.self, Array(writer.bytes.prefix(length)))
                }
            }
            #expect(throws: WireError.self) {
                try WireReader.decode(DaemonMessage.self, writer.bytes + [0])
            }
        }
    }

    @Test func damagedMessagesNeverTrap() {
        var random = SystemRandomNumberGenerator()
        for message in WireTests.daemon {
            var writer = WireWriter()
            writer.write(message)
            for _ in 0..<200 {
                var bytes = writer.bytes
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255)
                _ = try? WireReader.decode(DaemonMessage.self, bytes)
                _ = try? WireReader.decode(ClientMessage.self, bytes)
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
                messages.append(try WireReader.decode(ClientMessage.self, bytes))
            }
        }
        #expect(messages == WireTests.client)
    }

    @Test func aMessageLongerThanAnyIsRefused() {
        var decoder = FrameDecoder()
        decoder.append([255, 255, 255, 255])
        #expect(throws: WireError("a message of 4294967295 bytes is longer than any")) {
            try decoder.next()
        }
    }
}
