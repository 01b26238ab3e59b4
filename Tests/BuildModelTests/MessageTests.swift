import SwiftProtobuf
import Testing

@testable import BuildModel

/// The hand-written encoders against the code that `protoc` generates for `Protos/`.
@Suite struct MessageTests {
    private func generated(_ digest: Digest) -> ReapiDigest {
        .with {
            $0.hash = digest.hex
            $0.sizeBytes = digest.sizeBytes
        }
    }

    /// A folder with files of many sizes, links and folders, some of them alike.
    private func someTree(seed: Int, depth: Int) -> DirectoryTree {
        var entries: [DirectoryTree.Entry] = []
        for index in 0..<(seed % 5 + 2) {
            let size = [0, 1, 127, 128, 16_384][(seed + index) % 5]
            let digest = Digest(of: [UInt8](repeating: UInt8(seed % 256), count: size))
            let file = FileValue(digest: digest, isExecutable: index % 2 == 0)
            let name = String(repeating: "n", count: 1 + index * 40) + "\(index)"
            entries.append(.init(name: name, node: .file(file)))
        }
        entries.append(.init(name: "link", node: .symlink(target: "../\(seed)")))
        if depth > 0 {
            for index in 0..<3 {
                let child = someTree(seed: seed / 2 + index % 2, depth: depth - 1)
                entries.append(.init(name: "dir\(index)", node: .directory(child)))
            }
        }
        return DirectoryTree(entries: entries)
    }

    private func generated(_ tree: DirectoryTree) -> ReapiDirectory {
        .with { message in
            for entry in tree.entries {
                switch entry.node {
                case .file(let file):
                    message.files.append(
                        .with {
                            $0.name = entry.name
                            $0.digest = generated(file.digest)
                            $0.isExecutable = file.isExecutable
                        })
                case .directory(let tree):
                    message.directories.append(
                        .with {
                            $0.name = entry.name
                            $0.digest = generated(tree.digest)
                        })
                case .symlink(let target):
                    message.symlinks.append(
                        .with {
                            $0.name = entry.name
                            $0.target = target
                        })
                }
            }
        }
    }

    @Test(arguments: 0..<20) func directory(seed: Int) throws {
        let tree = someTree(seed: seed, depth: 2)
        let expected: [UInt8] = try generated(tree).serializedBytes()
        #expect(tree.encoded == expected)
        #expect(tree.digest == Digest(of: expected))
    }

    @Test(arguments: 0..<5) func treeRoundTrip(seed: Int) throws {
        let tree = someTree(seed: seed, depth: 3)
        let message = try ReapiTree(serializedBytes: tree.encodedTree)
        #expect(Array(message.root) == tree.encoded)
        let children = Set(message.children.map { Digest(of: $0) })
        #expect(children.count == message.children.count, "each folder once")
        #expect(children.union([tree.digest]) == Set(tree.encodedDirectories.keys))
        let decoded = try DirectoryTree(encodedTree: tree.encodedTree)
        #expect(decoded.digest == tree.digest)
        #expect(decoded.entries == tree.entries)
    }

    @Test func command() throws {
        let command = Command(
            arguments: ["cc", "", "-c", String(repeating: "x", count: 300)],
            environment: ["PATH": "/bin", "EMPTY": "", "A": "b"],
            outputs: [try ProjectPath("out/b.o"), try ProjectPath("out/a.o")],
            platform: Platform(["os": ["linux"], "cpu": ["x86", "arm"]]))
        let expected = ReapiCommand.with {
            $0.arguments = command.arguments
            $0.environmentVariables = [("A", "b"), ("EMPTY", ""), ("PATH", "/bin")].map { pair in
                .with { ($0.name, $0.value) = pair }
            }
            $0.platform = platform
            $0.outputPaths = ["out/a.o", "out/b.o"]
        }
        #expect(command.encoded == (try expected.serializedBytes() as [UInt8]))
        #expect(try Command(arguments: []).encoded == ReapiCommand().serializedBytes())
    }

    private var platform: ReapiPlatform {
        .with {
            $0.properties = [("cpu", "arm"), ("cpu", "x86"), ("os", "linux")].map { pair in
                .with { ($0.name, $0.value) = pair }
            }
        }
    }

    @Test func action() throws {
        let action = Action(
            command: Digest(of: "command"), inputRoot: .empty, timeout: .milliseconds(90_500),
            doNotCache: true, salt: [1, 2, 3],
            platform: Platform(["os": ["linux"], "cpu": ["x86", "arm"]]))
        var expected = ReapiAction.with {
            $0.commandDigest = generated(action.command)
            $0.inputRootDigest = generated(.empty)
            $0.timeout = .with { ($0.seconds, $0.nanos) = (90, 500_000_000) }
            $0.doNotCache = true
            $0.platform = platform
        }
        expected.salt.append(contentsOf: [1, 2, 3])
        let bytes: [UInt8] = try expected.serializedBytes()
        #expect(action.encoded == bytes)
        #expect(action.digest == ActionDigest(Digest(of: bytes)))
    }

    @Test func anActionDependsOnCommandAndInputs() {
        let digest = { (argument: String, tree: DirectoryTree) in
            Action(Command(arguments: [argument]), inputs: tree).digest
        }
        let other = someTree(seed: 1, depth: 0)
        #expect(digest("a", .empty) == digest("a", .empty))
        #expect(digest("a", .empty) != digest("b", .empty))
        #expect(digest("a", .empty) != digest("a", other))
    }

    @Test func actionResultRoundTrip() throws {
        let tree = someTree(seed: 3, depth: 2)
        let value = FileValue(digest: Digest(of: "x"), isExecutable: true)
        let result = ActionResult(
            outputs: [
                try ProjectPath("b"): .file(value), try ProjectPath("a"): .file(value),
                try ProjectPath("d"): .directory(tree),
                try ProjectPath("l"): .symlink(target: "a"),
            ],
            exitCode: -1, stdout: Digest(of: "out"), stderr: Digest(of: "err"),
            wallTime: .microseconds(1_500_001))
        let message = try ReapiActionResult(serializedBytes: result.encoded)
        #expect(message.outputFiles.map(\.path) == ["a", "b"])
        #expect(message.outputDirectories.map(\.path) == ["d"])
        #expect(message.outputSymlinks.map(\.target) == ["a"])
        #expect(message.exitCode == -1)
        #expect(message.executionMetadata.virtualExecutionDuration.nanos == 500_001_000)
        #expect(try message.serializedBytes() == result.encoded)

        let decoded = try ActionResultMessage(decoding: result.encoded)
        #expect(result.encodedTrees.map { Digest(of: $0) } == Array(decoded.treeDigests))
        #expect(throws: MessageError.self) { try decoded.result() }
        let trees = try Dictionary(
            uniqueKeysWithValues: result.encodedTrees.map {
                (Digest(of: $0), try DirectoryTree(encodedTree: $0))
            })
        #expect(try decoded.result(trees: trees) == result)
        #expect(result.contentDigests.isSuperset(of: [value.digest, result.stdout, result.stderr]))
        #expect(!result.contentDigests.contains(.empty))
    }

    @Test func readsWhatOthersWrite() throws {
        let foreign = ReapiActionResult.with {
            $0.outputFiles = [
                .with {
                    $0.path = "f"
                    $0.digest = generated(Digest(of: "inside"))
                    $0.contents.append(contentsOf: "inside".utf8)
                }
            ]
            $0.stdoutRaw.append(contentsOf: "printed".utf8)
            let link = ReapiOutputSymlink.with { ($0.path, $0.target) = ("l", "f") }
            $0.outputFileSymlinks = [link]
            $0.outputSymlinks = [link]
            $0.executionMetadata.worker = "host"
            $0.executionMetadata.executionStartTimestamp = .with { $0.seconds = 100 }
            $0.executionMetadata.executionCompletedTimestamp = .with {
                ($0.seconds, $0.nanos) = (101, 500_000_000)
            }
        }
        let message = try ActionResultMessage(decoding: foreign.serializedBytes())
        let result = try message.result()
        #expect(result.stdout == Digest(of: "printed"))
        #expect(result.wallTime == .milliseconds(1_500))
        #expect(result.outputs.count == 2)
        #expect(message.inlined[Digest(of: "inside")] == Array("inside".utf8))
        #expect(message.inlined.count == 2)
    }

    static let malformed: [[UInt8]] = [
        [0x12], [0x12, 0x05, 0x0A], [0x20, 0x80], [0x02, 0x00], [0x13], [0x30, 0x01],
        [0x12, 0x05, 0x0A, 0x03, 0x2E, 0x2E, 0x2F], [0x12, 0x03, 0x0A, 0x01, 0xFF],
        [0x12, 0x03, 0x0A, 0x01, 0x61, 0x12, 0x03, 0x0A, 0x01, 0x61],
        [UInt8](repeating: 0xFF, count: 40),
    ]

    @Test(arguments: malformed) func malformedBytesAreErrors(bytes: [UInt8]) {
        #expect(throws: MessageError.self) { try ActionResultMessage(decoding: bytes) }
    }

    @Test func cutMessagesNeverTrap() throws {
        let tree = someTree(seed: 4, depth: 2).encodedTree
        for count in 0..<tree.count {
            _ = try? DirectoryTree(encodedTree: Array(tree.prefix(count)))
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var bytes = Array(tree.prefix(400))
            bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255)
            _ = try? DirectoryTree(encodedTree: bytes)
            _ = try? ActionResultMessage(decoding: bytes)
        }
    }
}
