import ActionGraph
import BuildModel
import Diagnostics
import Glibc
import Storage

/// A log that was written, by bld or, as JSON lines, by Buck2.
struct EventLog: Sendable {
    /// Where it lies.
    let path: String
    private let bytes: [UInt8]

    /// Reads a file.
    ///
    /// - Throws: A diagnostic if there is none, or its name does not tell how to read it, or it is
    ///   damaged.
    init(path: String) throws {
        self.path = path
        let encoding = try EventLogFile.Encoding(path: path)
        guard let file = FileText.read(path) else {
            throw Diagnostic.error("There is no event log at `\(path)`")
        }
        switch encoding {
        case .lines: bytes = file
        case .compressedLines:
            do {
                bytes = try ZstdFrames.bytes(of: file)
            } catch {
                throw Diagnostic.error("The event log at `\(path)` is damaged")
            }
        }
    }

    /// The whole text, a line for the command and each event.
    var lines: [UInt8] { bytes }

    /// What the log begins with: the command.
    ///
    /// - Throws: A diagnostic if the first line is none.
    func invocation() throws -> LoggedCommandLine {
        guard let line = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first,
            let value = try? JSONParser.parse(line),
            let words = value["command_line_args"]?.elements?.compactMap(\.text)
        else { throw Diagnostic.error("`\(path)` does not begin like an event log") }
        return LoggedCommandLine(
            words: words,
            expanded: value["expanded_command_line_args"]?.elements?.compactMap(\.text) ?? [],
            folder: value["working_dir"]?.text ?? "", trace: value["trace_id"]?.text ?? "")
    }

    /// The events, in order.
    ///
    /// A last line that is not whole, as one that is being written, ends them.
    func events() -> some Sequence<EventLogEntry> {
        bytes.split(separator: UInt8(ascii: "\n")).dropFirst().lazy.compactMap { line in
            (try? JSONParser.parse(line)).flatMap { $0["Event"] }.flatMap(EventLogEntry.init)
        }
    }
}

/// A command line that a log begins with.
struct LoggedCommandLine: Sendable {
    /// The words as the user gave them, the program first.
    let words: [String]
    /// The words after what stands for more words was replaced.
    let expanded: [String]
    /// Where the command was started.
    let folder: String
    /// The command's ID.
    let trace: String

    /// The words as they can be typed.
    var text: String { shellText(words) }
}

/// One event of a log that was written.
struct EventLogEntry: Sendable {
    /// What an event is.
    enum Form: String, Sendable {
        case start = "SpanStart"
        case end = "SpanEnd"
        case instant = "Instant"
    }

    /// What it is.
    let form: Form
    /// What it is about, such as `ActionExecution`.
    let kind: String
    /// What it says about that.
    let content: JSONValue
    /// The span; 0 for none.
    let span: Int64
    /// The span around it; 0 for none.
    let parent: Int64
    /// When it was.
    let time: Duration
    /// How long the span took that it ends.
    let duration: Duration

    /// Understands the value of `Event`; nil if it is none.
    init?(_ value: JSONValue) {
        guard let data = value["data"]?.choice, let form = Form(rawValue: data.name),
            let choice = data.value["data"]?.choice
        else { return nil }
        self.form = form
        kind = choice.name
        content = choice.value
        span = value["span_id"]?.integer ?? 0
        parent = value["parent_id"]?.integer ?? 0
        let time = value["timestamp"]?.elements?.compactMap(\.integer) ?? []
        self.time =
            time.count == 2 ? .seconds(time[0]) + .nanoseconds(time[1]) : .zero
        duration = .microseconds(data.value["duration_us"]?.integer ?? 0)
    }
}

extension JSONValue {
    /// `root//app:main (<unspecified>)`, of a target in a configuration.
    var targetTitle: String {
        let package = at("label", "package")?.text ?? ""
        let name = at("label", "name")?.text ?? ""
        return "\(package):\(name) (\(at("configuration", "full_name")?.text ?? ""))"
    }

    /// `root//app:main (<unspecified>) (cxx_compile main.cpp)`, of an action.
    var actionTitle: String {
        let owner = at("key", "owner")?.choice?.value.targetTitle ?? "unknown target"
        let name = self["name"]
        let words = [name?["category"]?.text, name?["identifier"]?.text].compactMap { $0 }
            .filter { !$0.isEmpty }
        return words.isEmpty ? owner : "\(owner) (\(words.joined(separator: " ")))"
    }
}
